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
 * @param origin whose processes
 * @param host of this host of a fleet alone
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
        boolean rehearsals,
        Origin origin,
        @Nullable String host) {
    /**
     * Whose processes; null means any.
     *
     * @param user as the record has it, by name or number
     * @param program the file name of what was started: the first word of the command line, without its folder
     * @param rule the match rule that named it
     * @param owner the owner rule whose process ended above it
     */
    public record Origin(
            @Nullable String user,
            @Nullable String program,
            @Nullable String rule,
            @Nullable String owner) {
        /** Any. */
        public static final Origin ANY = new Origin(null, null, null, null);
    }

    public TerminationQuery {
        rehearsals = rehearsals || runId != null || outcome == TerminationResult.WOULD_TERMINATE;
        if (limit <= 0) {
            throw new IllegalArgumentException("limit must be above 0, not " + limit);
        }
    }

    /** Of any host. */
    public TerminationQuery(
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable Integer pid,
            @Nullable String component,
            @Nullable TerminationResult outcome,
            @Nullable TerminationSignal signal,
            @Nullable String runId,
            @Nullable Long beforeSequence,
            int limit,
            boolean rehearsals,
            Origin origin) {
        this(since, until, pid, component, outcome, signal, runId, beforeSequence, limit, rehearsals, origin, null);
    }

    /** The same, of one host of a fleet. */
    public TerminationQuery of(String one) {
        return new TerminationQuery(
                since, until, pid, component, outcome, signal, runId, beforeSequence, limit, rehearsals, origin, one);
    }

    /** Of any origin. */
    public TerminationQuery(
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
        this(since, until, pid, component, outcome, signal, runId, beforeSequence, limit, rehearsals, Origin.ANY);
    }

    /** Those of dry runs too, and of any origin. */
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
