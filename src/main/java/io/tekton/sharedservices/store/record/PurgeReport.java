package io.tekton.sharedservices.store.record;

/**
 * What left the store in one purge, and what came of its file.
 *
 * @param others rows that belong to no run: changed settings, interventions, trigger repairs, settings that were in
 *     force
 * @param bytes what the records that stay take up, about
 * @param overSize whether that is still more than {@code history.max-size}, though nothing more may go
 * @param fileBefore the file's length in bytes before
 * @param fileAfter after it was written anew, where that was worth it
 */
public record PurgeReport(
        long runs,
        long verdicts,
        long events,
        long others,
        long bytes,
        boolean overSize,
        long fileBefore,
        long fileAfter) {}
