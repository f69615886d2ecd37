package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.configsync.file.SyncFailure;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.AuditReader;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Retries without a change: a run by schedule or flag with the same outcome as the newest on record adds no
 * information. It is counted and not recorded again. What a person asks for always gets its record.
 */
final class DuplicateRunFilter {
    private static final Set<String> WRITE_FAILURES =
            Set.of(SyncFailure.CONFIG_UNWRITABLE, SyncFailure.CONFIG_CONTENDED, SyncFailure.DISK_FULL);

    private final AuditReader history;
    private final AtomicLong count = new AtomicLong();
    private final AtomicReference<String> unrecorded = new AtomicReference<>("");

    DuplicateRunFilter(AuditReader history) {
        this.history = history;
    }

    /** Whether this differs from the last failure that could not be recorded: only then the log needs to have it. */
    boolean isNews(SyncFailure unrecordable) {
        String what = unrecordable.reason() + ' ' + unrecordable.message();
        return !what.equals(unrecorded.getAndSet(what));
    }

    /** The record can be written again. */
    void recorded() {
        unrecorded.set("");
    }

    /** How many ends were not recorded, since this process began. */
    long count() {
        return count.get();
    }

    /** The run on record that ended in the same failure as this one would; empty if this one is to be recorded. */
    Optional<Run> ofFailure(Run run, SyncFailure failure) {
        return counted(newest(
                run,
                before -> before.outcome() == failure.outcome()
                        && failure.reason().equals(before.reason())
                        && failure.message().equals(before.message())));
    }

    /** The same for a dry run, which leaves its flag and so repeats: the run that found the same changes. */
    Optional<Run> ofDryRun(Run run, SyncRecord plan) {
        return run.dryRun()
                ? counted(newest(
                        run,
                        before -> before.outcome() == RunOutcome.SUCCEEDED
                                && history.sync(before.id())
                                        .filter(known -> isSame(known, plan))
                                        .isPresent()))
                : Optional.empty();
    }

    /**
     * Whether the newest run on record failed when all was ready and its plan on record: a retry may well fail there
     * too.
     */
    boolean isAfterFailedWrite(Run run) {
        if (run.trigger() == Trigger.MANUAL) {
            return false;
        }
        return newest(
                        run,
                        before -> before.outcome() == RunOutcome.FAILED
                                && WRITE_FAILURES.contains(String.valueOf(before.reason()))
                                && history.sync(before.id()).isPresent())
                .isPresent();
    }

    private static boolean isSame(SyncRecord one, SyncRecord other) {
        return one.file().equals(other.file()) && one.changes().equals(other.changes());
    }

    private Optional<Run> counted(Optional<Run> found) {
        found.ifPresent(before -> count.incrementAndGet());
        return found;
    }

    private Optional<Run> newest(Run run, Predicate<Run> same) {
        if (run.trigger() == Trigger.MANUAL) {
            return Optional.empty();
        }
        try {
            return history.newestRun(ConfigSync.JOB, run.host())
                    .filter(before -> before.dryRun() == run.dryRun())
                    .filter(same);
        } catch (AuditException e) {
            // if the lookup fails, the run is recorded, if possible
            return Optional.empty();
        }
    }
}
