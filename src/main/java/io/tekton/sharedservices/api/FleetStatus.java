package io.tekton.sharedservices.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What this host ships to the centre of its fleet.
 *
 * @param state {@code starting}, {@code connected}, {@code away}, {@code denied}, {@code refused}, {@code forked} or
 *     {@code cloned}; {@code unknown} where no daemon runs
 * @param centre its address
 * @param host the name under which the host is enrolled; null while it is not known
 * @param contactAt when the centre answered last; null where this daemon had no answer yet
 * @param unshipped events on record here that the centre has not
 * @param unshippedSince when the oldest of them happened; null where there is none
 * @param clockAheadMillis of this host's clock to the centre's; null while it is not known
 * @param keeper null where this host is none
 * @param problem a sentence for people; null where all is well
 */
public record FleetStatus(
        String state,
        String centre,
        @Nullable String host,
        @Nullable Instant contactAt,
        long unshipped,
        @Nullable Instant unshippedSince,
        @Nullable Long clockAheadMillis,
        @Nullable KeeperStatus keeper,
        @Nullable String problem) {}
