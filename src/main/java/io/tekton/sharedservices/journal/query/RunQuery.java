package io.tekton.sharedservices.journal.query;

import io.tekton.sharedservices.journal.RunOutcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which runs; null means any. Newest first.
 *
 * @param since at or after, by start
 * @param until before, by start
 * @param beforeId keyset paging: only runs older than this one
 * @param host of this host of a fleet alone
 */
public record RunQuery(
        @Nullable String job,
        @Nullable RunOutcome outcome,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String beforeId,
        int limit,
        @Nullable String host) {
    public RunQuery {
        if (limit <= 0) {
            throw new IllegalArgumentException("limit must be above 0, not " + limit);
        }
    }

    /** Of any host. */
    public RunQuery(
            @Nullable String job,
            @Nullable RunOutcome outcome,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable String beforeId,
            int limit) {
        this(job, outcome, since, until, beforeId, limit, null);
    }

    /** The same, of one host of a fleet. */
    public RunQuery of(String one) {
        return new RunQuery(job, outcome, since, until, beforeId, limit, one);
    }
}
