package io.tekton.sharedservices.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One run of a job on one host.
 *
 * @param id sorts by start: {@code yyyyMMdd-HHmmss-xxxxx} in UTC with a random tail
 * @param job {@code orphan-cleanup} or {@code config-sync}
 * @param bootMillis milliseconds since boot at the start, suspended time included; -1 where the host does not report it
 * @param actor who asked, such as {@code op@terminal} or {@code scheduler}
 * @param startedAt in whole milliseconds, as are all times on record
 * @param finishedAt null while RUNNING
 * @param reason a short word ({@code registry-missing}, {@code too-many-orphans}, ...); null on success and while
 *     running
 * @param message the sentence for people behind {@code reason}; null where there is none
 * @param repetition the runs that ended just as this one and are on record here; null where there is none
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
        RunCounts counts,
        @Nullable Repetition repetition) {
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

    /** A run that was not repeated. */
    public Run(
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
        this(
                id,
                job,
                host,
                bootId,
                bootMillis,
                trigger,
                actor,
                dryRun,
                startedAt,
                finishedAt,
                outcome,
                reason,
                message,
                counts,
                null);
    }

    /**
     * A run that begins.
     *
     * @param uptime of the host; zero where it does not report it
     */
    public static Run begun(
            String id,
            String job,
            String host,
            String bootId,
            Duration uptime,
            Trigger trigger,
            String actor,
            boolean dryRun,
            Instant startedAt) {
        return new Run(
                id,
                job,
                host,
                bootId,
                uptime.isZero() ? -1 : uptime.toMillis(),
                trigger,
                actor,
                dryRun,
                startedAt,
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
    }

    /** How often it was repeated; 0 for most. */
    public int repeats() {
        return repetition == null ? 0 : repetition.count();
    }

    /** When it began, or its last repetition. */
    public Instant lastStartedAt() {
        return repetition == null ? startedAt : repetition.startedAt();
    }

    /** The same run, repeated once more by that one. */
    public Run repeatedBy(Run later) {
        return repeated(new Repetition(repeats() + 1, later.startedAt, later.bootId, later.bootMillis));
    }

    /** The same run with another repetition. */
    public Run repeated(@Nullable Repetition newRepetition) {
        return with(bootId, bootMillis, startedAt, finishedAt, outcome, reason, message, counts, newRepetition);
    }

    /**
     * This run as if it had begun when its last repetition did: what matters where it is asked how long ago a run was.
     */
    public Run asLastRepeated() {
        return repetition == null
                ? this
                : with(
                        repetition.bootId(),
                        repetition.bootMillis(),
                        repetition.startedAt(),
                        finishedAt,
                        outcome,
                        reason,
                        message,
                        counts,
                        repetition);
    }

    /** The same run, ended. */
    public Run ended(Instant at, RunOutcome how, @Nullable String why, @Nullable String sentence, RunCounts counted) {
        return with(bootId, bootMillis, startedAt, at, how, why, sentence, counted, repetition);
    }

    private Run with(
            String inBoot,
            long sinceBoot,
            Instant from,
            @Nullable Instant until,
            RunOutcome how,
            @Nullable String why,
            @Nullable String sentence,
            RunCounts counted,
            @Nullable Repetition repeated) {
        return new Run(
                id, job, host, inBoot, sinceBoot, trigger, actor, dryRun, from, until, how, why, sentence, counted,
                repeated);
    }
}
