package io.tekton.sharedservices.metrics;

import io.tekton.sharedservices.fleet.FleetHost;
import io.tekton.sharedservices.journal.query.Leak;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole fleet, as a keeper sees it.
 *
 * @param hosts the worst first
 * @param leaks what live runs of all hosts decided to end lately, by its origin
 * @param problem why this is older than now, in words; null where it is not
 */
public record FleetPicture(
        List<FleetHost> hosts, List<Leak> leaks, @Nullable String problem) {
    public FleetPicture {
        hosts = List.copyOf(hosts);
        leaks = List.copyOf(leaks);
    }
}
