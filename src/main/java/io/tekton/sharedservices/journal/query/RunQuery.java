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
 */
public record RunQuery(
        @Nullable String job,
        @Nullable RunOutcome outcome,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String beforeId,
        int limit) {
    public RunQuery {
        if (limit <= 0) {
            throw new IllegalArgumentException("limit must be above 0, not " + limit);
        }
    }
}
