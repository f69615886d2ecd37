package io.tekton.sharedservices.leftover.job;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunIds;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.journal.leftover.RecordedLeftover;
import io.tekton.sharedservices.leftover.LeftoverScan;
import io.tekton.sharedservices.leftover.Recorded;
import io.tekton.sharedservices.leftover.proof.Judgement;
import io.tekton.sharedservices.leftover.proof.Surroundings;
import io.tekton.sharedservices.leftover.quarantine.Failpoints.Step;
import io.tekton.sharedservices.leftover.quarantine.Mover;
import io.tekton.sharedservices.leftover.quarantine.Outcome;
import io.tekton.sharedservices.leftover.quarantine.Restorer;
import io.tekton.sharedservices.leftover.rule.LeftoverSettings;
import io.tekton.sharedservices.posix.ThisUser;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.text.HostZone;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One run: judges, records what it is about to do, judges once more, moves into the quarantine, and removes what was
 * there for long enough. Thread-safe; runs at most once at a time, which the scheduler sees to.
 */
final class LeftoverCleanup {
    /** A record has so many judgements at most, the leftovers first; the numbers count all of them. */
    static final int MOST_ON_RECORD = 1_000;

    private final Logger logger = LogManager.getLogger(LeftoverSettings.JOB);
    private final RunIds ids = new RunIds(HostZone.ofHost());
    private final LeftoverParts parts;

    LeftoverCleanup(LeftoverParts parts) {
        this.parts = parts;
    }

    /** Called once the run is on record. */
    interface Begun {
        void begun(Run run);
    }

    /** @throws AuditException if the record cannot be written: nothing more is changed then */
    Run run(Trigger trigger, String actor, StopFlag stop, Begun begun) {
        Run run = begin(trigger, actor, parts.settings().dryRun());
        begun.begun(run);
        Tally tally = new Tally();
        try {
            String refused = work(run, tally, stop);
            return refused == null
                    ? finish(run, tally)
                    : end(run, RunOutcome.REFUSED, "too-many-leftovers", refused, tally.counts());
        } catch (UncheckedIOException | IllegalStateException | LinkageError e) {
            logger.error("run {} failed", run.id(), e);
            return end(run, RunOutcome.FAILED, "internal-error", Causes.of(e), tally.counts());
        }
    }

    /**
     * Puts back what is in the quarantine.
     *
     * @param what a run that moved things, or the path that one thing had
     */
    Run restore(String what, String actor) {
        Run run = begin(Trigger.MANUAL, actor, false);
        List<LeftoverAction> kept = parts.log().kept().stream()
                .filter(one -> one.runId().equals(what) || one.path().equals(what))
                .toList();
        if (kept.isEmpty()) {
            return end(
                    run,
                    RunOutcome.REFUSED,
                    "nothing-to-restore",
                    "nothing of run or path " + what + " is in the quarantine",
                    RunCounts.NONE);
        }
        Actions actions = new Actions(parts.log(), run.id(), parts.clock());
        List<LeftoverAction> intents = new ArrayList<>();
        // of several that had one path, the newest is tried first
        for (int i = kept.size() - 1; i >= 0; i--) {
            intents.add(actions.next(kept.get(i), LeftoverAction.Kind.RESTORE));
        }
        actions.intend(intents);
        parts.steps().reached(Step.RESTORE_INTENDED);
        Restorer restorer = new Restorer(ThisUser.uid());
        Tally tally = new Tally();
        List<LeftoverAction> settled = new ArrayList<>();
        for (LeftoverAction intent : intents) {
            Outcome outcome = restorer.restore(intent);
            parts.steps().reached(Step.RESTORED);
            settled.add(actions.settled(intent, outcome));
            if (outcome.result() != LeftoverAction.Result.DONE) {
                tally.failed(intent.path() + " was not put back: " + outcome.detail());
            }
        }
        actions.settle(settled);
        settled.forEach(this::log);
        long back = settled.stream()
                .filter(action -> action.result() == LeftoverAction.Result.DONE)
                .count();
        tally.say(back + " of " + intents.size() + " were put back");
        return finish(run, tally);
    }

    /** @return why it may not go on; null where it is over */
    private @Nullable String work(Run run, Tally tally, StopFlag stop) {
        LeftoverScan scan =
                new LeftoverScan(parts.settings(), parts.table(), parts.host(), parts.clock(), parts.proc());
        LeftoverScan.Found found = scan.all();
        tally.found(found);
        found.notes().forEach(tally::say);
        List<Judgement> leftovers = found.leftovers();
        Entries entries = new Entries(parts, tally);
        entries.look(this::surroundings);
        parts.log().judge(run.id(), onRecord(entries.onRecord(), found, tally));
        parts.steps().reached(Step.JUDGED);
        if (run.dryRun()) {
            return null;
        }
        int number = leftovers.size() + entries.leftovers();
        if (number > parts.settings().max()) {
            return number + " leftovers were found, more than leftover.max = "
                    + parts.settings().max() + ", so none was moved; leftovers lists them";
        }
        Actions actions = new Actions(parts.log(), run.id(), parts.clock());
        if (!stop.isRaised()) {
            move(leftovers, actions, tally);
        }
        if (!stop.isRaised()) {
            entries.remove(actions, this::surroundings, run.id());
        }
        if (!stop.isRaised()) {
            new Expiry(parts, actions, tally).remove(stop);
        }
        return null;
    }

    private static List<RecordedLeftover> onRecord(
            List<RecordedLeftover> entries, LeftoverScan.Found found, Tally tally) {
        int all = entries.size() + found.judgements().size();
        if (all > MOST_ON_RECORD) {
            tally.say("the record has " + MOST_ON_RECORD + " of " + all + " judgements");
        }
        Stream<Judgement> spared = found.judgements().stream().filter(one -> !one.isLeftover());
        return Stream.concat(
                        entries.stream(),
                        Stream.concat(found.leftovers().stream(), spared).map(Recorded::of))
                .limit(MOST_ON_RECORD)
                .toList();
    }

    private void move(List<Judgement> leftovers, Actions actions, Tally tally) {
        if (leftovers.isEmpty()) {
            return;
        }
        List<LeftoverAction> intents = new ArrayList<>();
        for (Judgement leftover : leftovers) {
            intents.add(actions.toQuarantine(leftover, root(leftover), ThisUser.uid()));
        }
        actions.intend(intents);
        parts.steps().reached(Step.INTENDED);
        Mover mover = new Mover(parts.settings(), surroundings(), parts.steps());
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < intents.size(); i++) {
            outcomes.add(mover.move(intents.get(i), leftovers.get(i)));
        }
        Surroundings later = surroundings();
        List<LeftoverAction> settled = new ArrayList<>();
        for (int i = 0; i < intents.size(); i++) {
            Outcome outcome = outcomes.get(i);
            if (outcome.equals(Outcome.DONE)) {
                outcome = Objects.requireNonNullElse(
                        Mover.backIfUsed(intents.get(i), leftovers.get(i), parts.settings(), later), outcome);
            }
            tally.moved(outcome);
            settled.add(actions.settled(intents.get(i), outcome));
        }
        actions.settle(settled);
        parts.steps().reached(Step.SETTLED);
        settled.forEach(this::log);
    }

    private String root(Judgement leftover) {
        Map<String, String> roots = parts.settings().roots();
        return Objects.requireNonNull(roots.get(leftover.rule().root()), "the root of a rule is among the roots");
    }

    private Surroundings surroundings() {
        return Surroundings.read(
                parts.table(), parts.host(), ThisUser.uid(), parts.clock().instant(), parts.proc());
    }

    private void log(LeftoverAction action) {
        logger.info(
                "{} {} ({}, {} bytes): {}{}",
                action.action(),
                action.path(),
                action.rule(),
                action.bytes(),
                action.result(),
                action.detail() == null ? "" : ", " + action.detail());
    }

    /** A run that is on record and has to be ended. */
    Run begin(Trigger trigger, String actor, boolean dryRun) {
        Instant now = Facts.onRecord(parts.clock().instant());
        Duration uptime = parts.table().uptime();
        Run run = new Run(
                ids.next(now),
                LeftoverSettings.JOB,
                parts.host(),
                parts.table().bootId(),
                uptime.isZero() ? -1 : uptime.toMillis(),
                trigger,
                actor,
                dryRun,
                now,
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
        parts.audit().begin(run);
        parts.steps().reached(Step.RUN_BEGUN);
        return run;
    }

    Run finish(Run run, Tally tally) {
        String failure = tally.failure();
        return failure == null
                ? end(run, RunOutcome.SUCCEEDED, null, tally.words(), tally.counts())
                : end(run, RunOutcome.FAILED, "leftovers-failed", failure, tally.counts());
    }

    private Run end(Run run, RunOutcome outcome, @Nullable String reason, @Nullable String message, RunCounts counts) {
        Run ended = run.ended(Facts.onRecord(parts.clock().instant()), outcome, reason, message, counts);
        parts.audit().finish(ended);
        logger.info(
                "run {} {}: {} leftovers of {} judged, {} moved{}",
                run.id(),
                outcome,
                counts.orphans(),
                counts.matched(),
                counts.terminated(),
                message == null ? "" : "; " + message);
        return ended;
    }
}
