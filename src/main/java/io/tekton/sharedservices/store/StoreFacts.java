package io.tekton.sharedservices.store;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know about a store.
 *
 * @param sizeBytes of the file, as it lies on the disk now
 * @param oldestRun when the oldest run on record began; null where there is none
 */
public record StoreFacts(
        Path file,
        long sizeBytes,
        int schemaVersion,
        long runs,
        long verdicts,
        long terminations,
        long events,
        @Nullable Instant oldestRun) {}
