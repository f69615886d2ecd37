package io.tekton.sharedservices.fleet.keeper;

import io.tekton.sharedservices.fleet.FleetHost;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a keeper is.
 *
 * @param working whether it is in the cluster
 * @param problem why not, or what else is wrong, in words; null where nothing is
 * @param watchedAt when this keeper watched the hosts last; null where it has not
 * @param hosts as they were then
 */
public record KeeperState(
        boolean working, @Nullable String problem, @Nullable Instant watchedAt, List<FleetHost> hosts) {
    static final KeeperState STARTING = new KeeperState(false, null, null, List.of());

    public KeeperState {
        hosts = List.copyOf(hosts);
    }
}
