package io.tekton.sharedservices.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tekton.sharedservices.api.FleetStatus;
import io.tekton.sharedservices.api.KeeperStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What this host ships to its fleet's centre; no values where it belongs to no fleet. */
final class FleetMetrics {
    private static final Set<String> COPIES = Set.of("forked", "cloned");

    private static final Duration FRESH = Duration.ofMinutes(2);

    private final CachedStatus cached;
    private final PrometheusRegistry registry;

    FleetMetrics(CachedStatus cached, PrometheusRegistry registry) {
        this.cached = cached;
        this.registry = registry;
    }

    void register() {
        hosts();
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

    /** Of the keeper that watched the hosts last; the others have no values. */
    private void hosts() {
        GaugeWithCallback.builder()
                .name(Metrics.PREFIX + "fleet_hosts")
                .help(
                        "Hosts of the fleet by what is wrong with them, and all; only on the keeper that watches them now")
                .labelNames("state")
                .callback(gauge -> keeper().filter(this::isFresh).ifPresent(keeper -> {
                    gauge.call(keeper.hosts(), "all");
                    gauge.call(keeper.silent(), "silent");
                    gauge.call(keeper.forked(), "forked");
                    gauge.call(keeper.lagging(), "lagging");
                    gauge.call(keeper.broken(), "broken");
                }))
                .register(registry);
        GaugeWithCallback.builder()
                .name(Metrics.PREFIX + "fleet_keeper_working")
                .help("1 while this keeper is among those who run the fleet's jobs")
                .callback(gauge -> keeper().ifPresent(keeper -> gauge.call(keeper.working() ? 1 : 0)))
                .register(registry);
    }

    private boolean isFresh(KeeperStatus keeper) {
        return keeper.watchedAt() != null && keeper.watchedAt().plus(FRESH).isAfter(cached.now());
    }

    private Optional<KeeperStatus> keeper() {
        return cached.sample().reported().map(status -> status.fleet()).map(FleetStatus::keeper);
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
