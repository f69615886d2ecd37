package io.tekton.sharedservices.journal;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One termination on record: an orphan of a live run whose intent was written, or of a dry run.
 *
 * @param requestedAt when its intent was written; for a dry run when it was judged
 * @param finishedAt when its result was known; null while its run is on
 * @param signals those that it had, in order; empty for a dry run
 * @param detail a sentence for people; null where the result says all
 */
public record Termination(
        long sequence,
        String runId,
        String host,
        boolean dryRun,
        RecordedVerdict verdict,
        Instant requestedAt,
        @Nullable Instant finishedAt,
        List<TerminationSignal> signals,
        @Nullable String detail) {
    public Termination {
        signals = List.copyOf(signals);
    }
}
