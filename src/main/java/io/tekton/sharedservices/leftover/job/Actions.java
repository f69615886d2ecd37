package io.tekton.sharedservices.leftover.job;

import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.journal.leftover.LeftoverLog;
import io.tekton.sharedservices.leftover.proof.Judgement;
import io.tekton.sharedservices.leftover.quarantine.Outcome;
import io.tekton.sharedservices.leftover.quarantine.Place;
import io.tekton.sharedservices.posix.path.FileStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The actions of one run: numbers them, and puts intent and outcome on record. */
final class Actions {
    private final LeftoverLog log;
    private final String runId;
    private final Clock clock;
    private int number;

    Actions(LeftoverLog log, String runId, Clock clock) {
        this.log = log;
        this.runId = runId;
        this.clock = clock;
    }

    private Instant now() {
        return Facts.onRecord(clock.instant());
    }

    /** A leftover that is to be moved. */
    LeftoverAction toQuarantine(Judgement leftover, String root, int uid) {
        FileStatus status = Objects.requireNonNull(leftover.status(), "a leftover could be read");
        number++;
        return new LeftoverAction(
                runId,
                number,
                LeftoverAction.Kind.QUARANTINE,
                leftover.path(),
                Place.of(root, uid, runId, number).toString(),
                leftover.rule().kind().word(),
                leftover.rule().name(),
                status.device(),
                status.inode(),
                leftover.bytes(),
                leftover.entries(),
                null,
                now(),
                null,
                null,
                null);
    }

    /** An entry that is to be removed from a registry. */
    LeftoverAction prune(String registry, String name, String kind, String rule, long bytes, String text) {
        number++;
        return new LeftoverAction(
                runId,
                number,
                LeftoverAction.Kind.PRUNE,
                registry,
                name,
                kind,
                rule,
                0,
                0,
                bytes,
                1,
                text,
                now(),
                null,
                null,
                null);
    }

    /** What is in the quarantine, and is to be put back or removed. */
    LeftoverAction next(LeftoverAction kept, LeftoverAction.Kind action) {
        number++;
        return kept.next(runId, number, action, now());
    }

    void intend(List<LeftoverAction> actions) {
        log.intend(actions);
    }

    LeftoverAction settled(LeftoverAction action, Outcome outcome) {
        return action.settled(now(), outcome.result(), outcome.detail());
    }

    void settle(List<LeftoverAction> actions) {
        log.settle(actions);
    }
}
