package io.tekton.sharedservices.audit;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One run of a job on one host.
 *
 * @param id sorts by start: {@code yyyyMMdd-HHmmss-xxxxx} in UTC with a random tail
 * @param job {@code orphan-cleanup} or {@code config-sync}
 * @param bootMillis milliseconds since boot at the start, suspended time included; -1 where the host cannot tell
 * @param actor who asked, such as {@code op@terminal} or {@code scheduler}
 * @param startedAt in whole milliseconds, as are all times on record
 * @param finishedAt null while RUNNING
 * @param reason a short word ({@code registry-missing}, {@code too-many-orphans}, ...); null on success and while running
 * @param message the sentence for people behind {@code reason}; null where there is none
 */
public record Run(
        String id,
        String job,
        String host,
        String bootId,
        long bootMillis,
        Trigger trigger,
        String actor,
        boolean dryRun,
        Instant startedAt,
        @Nullable Instant finishedAt,
        RunOutcome outcome,
        @Nullable String reason,
        @Nullable String message,
        RunCounts counts) {
    public Run {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(bootId, "bootId");
        Objects.requireNonNull(trigger, "trigger");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(counts, "counts");
        if ((outcome == RunOutcome.RUNNING) != (finishedAt == null)) {
            throw new IllegalArgumentException("run " + id + " is " + outcome + " and finished at " + finishedAt);
        }
        if (outcome == RunOutcome.SUCCEEDED && reason != null) {
            throw new IllegalArgumentException("run " + id + " succeeded and has a reason: " + reason);
        }
    }

    /** The same run, ended. */
    public Run ended(
            Instant at, RunOutcome outcome, @Nullable String reason, @Nullable String message, RunCounts counts) {
        return new Run(
                id,
                job,
                host,
                bootId,
                bootMillis,
                trigger,
                actor,
                dryRun,
                startedAt,
                at,
                outcome,
                reason,
                message,
                counts);
    }
}
