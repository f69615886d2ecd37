package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.Health;
import io.tekton.sharedservices.api.RegistryStatus;
import io.tekton.sharedservices.config.Warnings;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** How the daemon itself is, as its life writes it and its services read it. Thread-safe. */
final class DaemonState {
    private final Warnings warnings = new Warnings();
    private volatile Health health = new Health(true, false, "starting");
    private final List<Duration> graces = new CopyOnWriteArrayList<>();
    private volatile @Nullable DaemonStatus daemon;
    private volatile @Nullable RegistryStatus registry;

    /** A run may wait out this grace period from now on. */
    void mayWait(Duration grace) {
        graces.add(grace);
    }

    void waitsNoMore(Duration grace) {
        graces.remove(grace);
    }

    /** The longest grace period that a run may be waiting out. */
    Duration longestGrace() {
        return graces.stream().max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    Warnings warnings() {
        return warnings;
    }

    Health health() {
        return health;
    }

    void health(Health now) {
        health = now;
    }

    DaemonStatus daemon() {
        return Objects.requireNonNull(daemon, "the daemon has no address yet");
    }

    void daemon(DaemonStatus now) {
        daemon = now;
    }

    @Nullable
    RegistryStatus registry() {
        return registry;
    }

    void registry(@Nullable RegistryStatus now) {
        registry = now;
    }
}
