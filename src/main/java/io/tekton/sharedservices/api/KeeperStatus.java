package io.tekton.sharedservices.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What this host does for the whole fleet, where it is one of its keepers.
 *
 * @param working whether it is among those who run the fleet's jobs now
 * @param watchedAt when this keeper watched the hosts last, of which the numbers are; null where another keeper does
 * @param hosts that are enrolled and not retired
 * @param silent of these, without a heartbeat for too long
 * @param forked of these, whose store is a copy of another or an older state
 * @param lagging of these, whose events wait too long, or are refused
 * @param broken of these, whose journal at the centre does not verify
 */
public record KeeperStatus(
        boolean working,
        @Nullable Instant watchedAt,
        long hosts,
        long silent,
        long forked,
        long lagging,
        long broken,
        @Nullable String problem) {}
