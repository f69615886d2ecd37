package io.tekton.sharedservices.metrics;

import io.tekton.sharedservices.fleet.FleetHost;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole fleet, as a keeper sees it.
 *
 * @param hosts the worst first
 * @param problem why this is older than now, in words; null where it is not
 */
public record FleetPicture(List<FleetHost> hosts, @Nullable String problem) {
    public FleetPicture {
        hosts = List.copyOf(hosts);
    }
}
