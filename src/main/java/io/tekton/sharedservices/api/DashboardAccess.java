package io.tekton.sharedservices.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A browser that is logged in, or a status page.
 *
 * @param name how it appears on record, and is ended
 * @param kind {@code session} or {@code wall}
 * @param since when it was opened
 * @param until when it ends at the latest
 * @param usedAt when it was used last; null if it was not since the daemon started
 */
public record DashboardAccess(
        String name,
        String kind,
        Instant since,
        Instant until,
        @Nullable Instant usedAt) {}
