package io.tekton.sharedservices.leftover.job;

import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.journal.leftover.LeftoverDeed;
import io.tekton.sharedservices.journal.leftover.LeftoverLog;
import io.tekton.sharedservices.leftover.proof.Judgement;
import io.tekton.sharedservices.leftover.quarantine.Outcome;
import io.tekton.sharedservices.leftover.quarantine.Place;
import io.tekton.sharedservices.posix.path.FileStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The deeds of one run: numbers them, and puts intent and outcome on record. */
final class Deeds {
    private final LeftoverLog log;
    private final String runId;
    private final Clock clock;
    private int number;

    Deeds(LeftoverLog log, String runId, Clock clock) {
        this.log = log;
        this.runId = runId;
        this.clock = clock;
    }

    private Instant now() {
        return Facts.onRecord(clock.instant());
    }

    /** A leftover that is to be moved. */
    LeftoverDeed toQuarantine(Judgement leftover, String root, int uid) {
        FileStatus status = Objects.requireNonNull(leftover.status(), "a leftover could be read");
        number++;
        return new LeftoverDeed(
                runId,
                number,
                LeftoverDeed.Kind.QUARANTINE,
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
    LeftoverDeed prune(String registry, String name, String kind, String rule, long bytes, String text) {
        number++;
        return new LeftoverDeed(
                runId,
                number,
                LeftoverDeed.Kind.PRUNE,
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
    LeftoverDeed next(LeftoverDeed kept, LeftoverDeed.Kind deed) {
        number++;
        return kept.next(runId, number, deed, now());
    }

    void intend(List<LeftoverDeed> deeds) {
        log.intend(deeds);
    }

    LeftoverDeed settled(LeftoverDeed deed, Outcome outcome) {
        return deed.settled(now(), outcome.result(), outcome.detail());
    }

    void settle(List<LeftoverDeed> deeds) {
        log.settle(deeds);
    }
}
