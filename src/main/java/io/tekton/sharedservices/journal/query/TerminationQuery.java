package io.tekton.sharedservices.journal.query;

import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which terminations; null means any. Newest first.
 *
 * @param since at or after, by request
 * @param until before, by request
 * @param component compared without regard to case
 * @param signal those that had this signal
 * @param beforeSequence keyset paging: only terminations with a lower sequence
 * @param rehearsals whether those of dry runs are among them; always where one run, or what only dry runs have, is
 *     asked for
 */
public record TerminationQuery(
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable Integer pid,
        @Nullable String component,
        @Nullable TerminationResult outcome,
        @Nullable TerminationSignal signal,
        @Nullable String runId,
        @Nullable Long beforeSequence,
        int limit,
        boolean rehearsals) {
    public TerminationQuery {
        rehearsals = rehearsals || runId != null || outcome == TerminationResult.WOULD_TERMINATE;
        if (limit <= 0) {
            throw new IllegalArgumentException("limit must be above 0, not " + limit);
        }
    }

    /** Those of dry runs too. */
    public TerminationQuery(
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable Integer pid,
            @Nullable String component,
            @Nullable TerminationResult outcome,
            @Nullable TerminationSignal signal,
            @Nullable String runId,
            @Nullable Long beforeSequence,
            int limit) {
        this(since, until, pid, component, outcome, signal, runId, beforeSequence, limit, true);
    }
}
