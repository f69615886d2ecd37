package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Repetition;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.TerminationEvent;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.query.PurgedRange;
import io.tekton.sharedservices.process.ProcessFacts.Memory;
import java.util.List;

/** What each kind of event carries, in canonical text. A name that is on record keeps its meaning. */
public final class EventFacts {
    private EventFacts() {}

    /** What is known of a run when it begins, and never changes. */
    public static String begun(Run run) {
        return new Facts()
                .with("job", run.job())
                .with("runBoot", run.bootId())
                .with("bootMillis", run.bootMillis())
                .with("trigger", run.trigger())
                .with("actor", run.actor())
                .with("dryRun", run.dryRun())
                .with("startedAt", run.startedAt())
                .canonical();
    }

    public static String finished(Run run) {
        RunCounts counts = run.counts();
        return new Facts()
                .with("outcome", run.outcome())
                .with("reason", run.reason())
                .with("message", run.message())
                .with("finishedAt", run.finishedAt())
                .with("scanned", counts.scanned())
                .with("matched", counts.matched())
                .with("orphans", counts.orphans())
                .with("spared", counts.spared())
                .with("terminated", counts.terminated())
                .with("killed", counts.killed())
                .with("failed", counts.failed())
                .canonical();
    }

    /**
     * @param run what ended as another run did
     * @param repetition of that other run, this one included
     */
    public static String repeated(Run run, Repetition repetition) {
        return of(repetition)
                .with("run", run.id())
                .with("finishedAt", run.finishedAt())
                .canonical();
    }

    static Facts of(Repetition repetition) {
        return new Facts()
                .with("repeats", repetition.count())
                .with("startedAt", repetition.startedAt())
                .with("runBoot", repetition.bootId())
                .with("bootMillis", repetition.bootMillis());
    }

    /** @param verdicts as they were decided, without results that came later */
    public static String decided(List<RecordedVerdict> verdicts) {
        return new Facts()
                .with("verdicts", verdicts.size())
                .with("digest", digest(verdicts))
                .canonical();
    }

    /** SHA-256 over all verdicts in their order. */
    private static String digest(List<RecordedVerdict> verdicts) {
        StringBuilder all = new StringBuilder();
        for (RecordedVerdict verdict : verdicts) {
            all.append(of(verdict)
                            .with("boot", verdict.identity().bootId())
                            .with("pid", verdict.identity().pid())
                            .with("startTicks", verdict.identity().startTicks())
                            .with("decision", verdict.decision())
                            .with("result", verdict.result())
                            .with("waitMillis", verdict.waitMillis())
                            .canonical())
                    .append('\n');
        }
        return AuditEvent.sha256(all.toString());
    }

    public static String planned(SyncRecord plan) {
        return new Facts()
                .with("flaggedAt", plan.flaggedAt())
                .with("file", plan.file())
                .with("changes", plan.changes().size())
                .with("digest", digest(plan))
                .with("difference", AuditEvent.sha256(plan.difference()))
                .canonical();
    }

    /** SHA-256 over all changes in their order. */
    private static String digest(SyncRecord plan) {
        StringBuilder all = new StringBuilder();
        for (ConfigChange change : plan.changes()) {
            all.append(new Facts()
                            .with("component", change.component())
                            .with("field", change.field())
                            .with("old", change.before())
                            .with("new", change.after())
                            .canonical())
                    .append('\n');
        }
        return AuditEvent.sha256(all.toString());
    }

    /** What a process used is left out where it is not known, as in all events of before it was recorded. */
    private static Facts of(RecordedVerdict verdict) {
        Memory memory = verdict.use().memory();
        return new Facts()
                .with("startedAt", verdict.startedAt())
                .with("parentPid", verdict.parentPid())
                .with("user", verdict.user())
                .with("component", verdict.component())
                .with("command", verdict.command())
                .with("lineage", verdict.lineage())
                .with("ageSeconds", verdict.ageSeconds())
                .with("match", verdict.match())
                .with("rule", verdict.rule())
                .with("explanation", verdict.explanation())
                .with("memoryBytes", memory == null ? null : memory.bytes())
                .with("memoryKind", memory == null ? null : memory.kind())
                .with("cpuMillis", verdict.cpuMillis());
    }

    /** All that explains why this process is about to have its first signal. */
    public static String firstIntent(RecordedVerdict verdict, TerminationSignal signal) {
        return of(verdict).with("signal", signal).canonical();
    }

    /** @param ranges of events that go with this one */
    public static String purged(List<PurgedRange> ranges, int runs, String policy, String actor) {
        return new Facts()
                .with("ranges", PurgedRange.write(ranges))
                .with("runs", runs)
                .with("policy", policy)
                .with("actor", actor)
                .canonical();
    }

    /** @throws IllegalArgumentException if the facts contain no ranges */
    static List<PurgedRange> purgedRanges(String facts) {
        return PurgedRange.read(String.valueOf(Facts.read(facts).get("ranges")));
    }

    public static String signal(TerminationSignal signal) {
        return new Facts().with("signal", signal).canonical();
    }

    public static String ended(TerminationEvent.Ended ended) {
        return new Facts()
                .with("result", ended.result())
                .with("waitMillis", ended.waitMillis())
                .with("detail", ended.detail())
                .canonical();
    }
}
