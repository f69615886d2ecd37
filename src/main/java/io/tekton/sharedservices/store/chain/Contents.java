package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Repetition;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.TerminationEvent;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.codec.RunCodecs;
import io.tekton.sharedservices.journal.codec.VerdictCodecs;
import io.tekton.sharedservices.journal.query.PurgedRange;
import java.util.ArrayList;
import java.util.List;

/** What each kind of event says. {@link Projector} reads it again. A name that is on record keeps its meaning. */
public final class Contents {
    /** A page of events is read into the memory at once: so many characters of verdicts, or one verdict, an event. */
    private static final int CHARACTERS_AT_ONCE = 32_768;

    private Contents() {}

    /** What is known of a run when it begins, and never changes. */
    public static Content begun(Run run) {
        return new Content()
                .with("job", run.job())
                .with("runBoot", run.bootId())
                .with("bootMillis", run.bootMillis())
                .with("trigger", run.trigger())
                .with("actor", run.actor())
                .with("dryRun", run.dryRun())
                .with("startedAt", run.startedAt());
    }

    public static Content finished(Run run) {
        return new Content()
                .with("outcome", run.outcome())
                .with("reason", run.reason())
                .with("message", run.message())
                .with("finishedAt", run.finishedAt())
                .fields(RunCodecs.COUNTS, run.counts());
    }

    /**
     * @param run what ended as another run did
     * @param repetition of that other run, this one included
     */
    public static Content repeated(Run run, Repetition repetition) {
        return new Content()
                .with("run", run.id())
                .with("finishedAt", run.finishedAt())
                .with("repeats", repetition.count())
                .with("startedAt", repetition.startedAt())
                .with("runBoot", repetition.bootId())
                .with("bootMillis", repetition.bootMillis());
    }

    /**
     * A decision, in as many events as it takes.
     *
     * @param verdicts as they were decided, without results that come later
     * @param first the number of the first verdict
     */
    public static List<Content> decided(boolean dryRun, List<RecordedVerdict> verdicts, long first) {
        List<Content> events = new ArrayList<>();
        List<Content> some = new ArrayList<>();
        int characters = 0;
        long number = first;
        for (RecordedVerdict verdict : verdicts) {
            some.add(new Content().fields(VerdictCodecs.VERDICT, verdict));
            characters += 300 + verdict.command().length() + verdict.lineage().length();
            if (characters >= CHARACTERS_AT_ONCE) {
                events.add(decided(dryRun, number, some));
                number += some.size();
                some = new ArrayList<>();
                characters = 0;
            }
        }
        if (!some.isEmpty() || events.isEmpty()) {
            events.add(decided(dryRun, number, some));
        }
        return events;
    }

    private static Content decided(boolean dryRun, long first, List<Content> verdicts) {
        return new Content().with("dryRun", dryRun).with("first", first).with("verdicts", verdicts);
    }

    public static Content planned(SyncRecord plan) {
        List<Content> changes = new ArrayList<>(plan.changes().size());
        for (ConfigChange change : plan.changes()) {
            changes.add(new Content().fields(RunCodecs.CHANGE, change));
        }
        return new Content()
                .with("flaggedAt", plan.flaggedAt())
                .with("file", plan.file())
                .with("difference", plan.difference())
                .with("changes", changes);
    }

    /**
     * All that explains why this process is about to have its first signal.
     *
     * @param number of its verdict
     */
    public static Content firstIntent(RecordedVerdict verdict, long number, TerminationSignal signal) {
        return new Content()
                .fields(VerdictCodecs.VERDICT, verdict)
                .with("signal", signal)
                .with("number", number);
    }

    public static Content signal(TerminationSignal signal) {
        return new Content().with("signal", signal);
    }

    public static Content ended(TerminationEvent.Ended ended) {
        return new Content()
                .with("result", ended.result())
                .with("waitMillis", ended.waitMillis())
                .with("detail", ended.detail());
    }

    /**
     * @param ranges of events that go with this one
     * @param lastVerdict the highest number that a verdict has ever had
     */
    public static Content purged(List<PurgedRange> ranges, String policy, String actor, long lastVerdict) {
        return new Content()
                .with("ranges", PurgedRange.write(ranges))
                .with("policy", policy)
                .with("actor", actor)
                .with("lastVerdict", lastVerdict);
    }
}
