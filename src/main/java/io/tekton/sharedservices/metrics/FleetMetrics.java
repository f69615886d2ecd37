package io.tekton.sharedservices.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tekton.sharedservices.api.FleetStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What this host ships to its fleet's centre; no values where it belongs to no fleet. */
final class FleetMetrics {
    private static final Set<String> COPIES = Set.of("forked", "cloned");

    private final CachedStatus cached;
    private final PrometheusRegistry registry;

    FleetMetrics(CachedStatus cached, PrometheusRegistry registry) {
        this.cached = cached;
        this.registry = registry;
    }

    void register() {
        gauge(
                "connected",
                "1 while the centre of the fleet takes what this host ships",
                fleet -> Optional.of(fleet.state().equals("connected") ? 1.0 : 0.0));
        gauge(
                "forked",
                "1 while this host's store is a copy of another, or an older state came back",
                fleet -> Optional.of(COPIES.contains(fleet.state()) ? 1.0 : 0.0));
        gauge(
                "unshipped_events",
                "Events on record here that the centre has not",
                fleet -> Optional.of((double) fleet.unshipped()));
        gauge(
                "unshipped_age_seconds",
                "The age of the oldest event that waits to be shipped; 0 where none waits",
                fleet -> Optional.of(
                        fleet.unshippedSince() == null
                                ? 0.0
                                : Metrics.seconds(Duration.between(fleet.unshippedSince(), cached.now()))));
        gauge(
                "clock_ahead_seconds",
                "This host's clock to the centre's",
                fleet -> Optional.ofNullable(fleet.clockAheadMillis()).map(millis -> millis / 1000.0));
    }

    private void gauge(String name, String help, Function<FleetStatus, Optional<Double>> value) {
        GaugeWithCallback.builder()
                .name(Metrics.PREFIX + "fleet_" + name)
                .help(help)
                .callback(gauge -> cached.sample()
                        .reported()
                        .map(status -> status.fleet())
                        .flatMap(value)
                        .ifPresent(gauge::call))
                .register(registry);
    }
}
