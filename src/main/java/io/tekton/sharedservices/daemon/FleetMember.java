package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.api.FleetStatus;
import io.tekton.sharedservices.api.KeeperStatus;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.config.Warnings;
import io.tekton.sharedservices.fleet.FleetHost;
import io.tekton.sharedservices.fleet.HostState;
import io.tekton.sharedservices.fleet.centre.CentreConnection;
import io.tekton.sharedservices.fleet.centre.CentreException;
import io.tekton.sharedservices.fleet.centre.FleetRecords;
import io.tekton.sharedservices.fleet.keeper.Keeper;
import io.tekton.sharedservices.fleet.keeper.KeeperState;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.fleet.ship.HoldLimit;
import io.tekton.sharedservices.fleet.ship.ShipStatus;
import io.tekton.sharedservices.fleet.ship.ShippedHead;
import io.tekton.sharedservices.fleet.ship.Shipper;
import io.tekton.sharedservices.fleet.ship.ShippingThread;
import io.tekton.sharedservices.fleet.ship.StoreJournal;
import io.tekton.sharedservices.journal.Retention;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.metrics.FleetPicture;
import io.tekton.sharedservices.notify.Condition;
import io.tekton.sharedservices.notify.Kind;
import io.tekton.sharedservices.runtime.FleetHold;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.runtime.ServiceRuntime;
import io.tekton.sharedservices.schedule.ScheduledJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * This host as a member of its fleet, where the settings name one: ships the journal and says how that goes. A centre
 * that is away stops nothing here. Thread-safe.
 */
final class FleetMember implements AutoCloseable {
    private static final Map<HostState, Kind> REPORTED = Map.of(
            HostState.SILENT, Kind.SILENT,
            HostState.FORKED, Kind.FORKED,
            HostState.CLONED, Kind.FORKED,
            HostState.BROKEN, Kind.FORKED);

    private final RuntimeContext context;
    private final String version;
    private final FleetWarnings warnings;
    private @Nullable FleetPause pause;
    private @Nullable ShippingThread shipping;
    private volatile @Nullable Keeper keeper;
    private volatile @Nullable FleetSettings settings;
    private @Nullable String digest;
    private volatile @Nullable Retention retention;

    FleetMember(RuntimeContext context, String version, Warnings warnings) {
        this.context = context;
        this.version = version;
        this.warnings = new FleetWarnings(warnings);
    }

    /** Begins to follow the fleet. */
    synchronized void start(ServiceRuntime runtime, ServiceSettings first) {
        pause = new FleetPause(runtime);
        use(first);
    }

    /** These apply from now on. */
    synchronized void use(ServiceSettings next) {
        FleetSettings wanted = next.fleet();
        String now = SettingsDigest.of(next.all(), context.places());
        if (wanted.equals(settings) && now.equals(digest)) {
            return;
        }
        close();
        settings = wanted;
        retention = next.retention();
        digest = now;
        FleetHold.apply(context.store(), context.places().stateFolder(), wanted);
        if (wanted.isOn()) {
            shipping = begin(wanted, now);
        }
        if (wanted.isOn() && wanted.keeper()) {
            keeper = new Keeper(wanted, context.clock());
            keeper.start();
        }
    }

    private ShippingThread begin(FleetSettings wanted, String settingsDigest) {
        StopFlag stop = new StopFlag();
        Shipper shipper = new Shipper(
                new StoreJournal(context.reader(), context.host(), OrphanCleanup.JOB),
                wanted,
                new Shipper.Identity(wanted.name().orElse(context.host()), version, settingsDigest),
                context.clock(),
                stop,
                ShippedHead.read(context.places().stateFolder()).orElse(null));
        ShippingThread thread =
                new ShippingThread(shipper, wanted, context.places().stateFolder(), stop, this::report);
        thread.start();
        return thread;
    }

    /** The same job; what it recorded is shipped soon after its end. */
    ScheduledJob shipping(ScheduledJob job) {
        return job.running((trigger, actor, stop) -> {
            try {
                return job.run(trigger, actor, stop);
            } finally {
                wake();
            }
        });
    }

    /** Something was recorded that should not wait. */
    synchronized void wake() {
        if (shipping != null) {
            shipping.wake();
        }
    }

    /** Empty where this host belongs to no fleet. */
    synchronized Optional<FleetStatus> status() {
        if (shipping == null || settings == null) {
            return Optional.empty();
        }
        ShipStatus now = shipping.status();
        return Optional.of(new FleetStatus(
                now.state().name().toLowerCase(Locale.ROOT),
                settings.url().orElseThrow().toString(),
                now.host(),
                now.contactAt(),
                now.unshipped(),
                now.unshippedSince(),
                now.clockAheadMillis(),
                keeper == null ? null : of(keeper.state()),
                now.problem()));
    }

    private static KeeperStatus of(KeeperState keeper) {
        return new KeeperStatus(
                keeper.working(),
                keeper.watchedAt(),
                keeper.hosts().stream()
                        .filter(host -> host.state() != HostState.RETIRED)
                        .count(),
                number(keeper, HostState.SILENT),
                number(keeper, HostState.FORKED, HostState.CLONED),
                number(keeper, HostState.LAGGING, HostState.REFUSED),
                number(keeper, HostState.BROKEN),
                keeper.problem());
    }

    private static long number(KeeperState keeper, HostState... states) {
        return keeper.hosts().stream()
                .filter(host -> List.of(states).contains(host.state()))
                .count();
    }

    /** All hosts by the centre, or as this keeper saw them last while the centre is away; empty on no keeper. */
    Optional<FleetPicture> picture() {
        Keeper keeping = keeper;
        try {
            return asked(records -> new FleetPicture(worstFirst(records.hosts(silentAfter())), null));
        } catch (CentreException e) {
            return Optional.of(new FleetPicture(
                    keeping == null ? List.of() : worstFirst(keeping.state().hosts()), e.getMessage()));
        }
    }

    /** The answer of the centre; empty on no keeper, which may not ask. */
    <T> Optional<T> asked(Function<FleetRecords, T> question) {
        FleetSettings now = settings;
        if (now == null || keeper == null) {
            return Optional.empty();
        }
        try (CentreConnection connection = CentreConnection.open(now, "dashboard")) {
            return Optional.of(question.apply(new FleetRecords(connection)));
        }
    }

    /** The answer from the record of a host; empty on no keeper, and where none of that name is enrolled. */
    <T> Optional<T> ofHost(String name, BiFunction<FleetHost, History, T> question) {
        return asked(records -> records.hosts(silentAfter()).stream()
                        .filter(host -> host.name().equals(name))
                        .findFirst()
                        .map(host -> question.apply(host, records.of(name))))
                .flatMap(Function.identity());
    }

    private Duration silentAfter() {
        FleetSettings now = settings;
        return now == null ? Duration.ZERO : now.silentAfter();
    }

    private static List<FleetHost> worstFirst(List<FleetHost> hosts) {
        return hosts.stream()
                .sorted(Comparator.comparing(FleetHost::state).thenComparing(FleetHost::name))
                .toList();
    }

    /** What people want to hear of other hosts, on the keeper that watched them last. */
    synchronized List<Condition> conditions() {
        KeeperState known = keeper == null ? null : keeper.state();
        Instant watched = known == null ? null : known.watchedAt();
        if (known == null
                || watched == null
                || watched.plus(FleetWarnings.TOLERATED)
                        .isBefore(context.clock().instant())) {
            return List.of();
        }
        return known.hosts().stream()
                .filter(host -> REPORTED.containsKey(host.state()))
                .map(host -> new Condition(
                        REPORTED.getOrDefault(host.state(), Kind.SILENT),
                        host.name(),
                        null,
                        "host " + host.name() + " is " + host.state().word() + ": " + host.why()))
                .toList();
    }

    private void report(Shipper shipper) {
        Keeper keeping = keeper;
        warnings.keeper(keeping == null ? null : keeping.state());
        ShipStatus now = shipper.status();
        FleetPause advised = pause;
        if (advised != null && now.state() == ShipStatus.State.CONNECTED) {
            shipper.pausedByFleet(advised.follow(shipper.advice()));
        }
        Instant moment = context.clock().instant();
        warnings.shipping(now, moment);
        shipper.loss().ifPresent(warnings::loss);
        FleetSettings fleet = settings;
        Retention policy = retention;
        warnings.lag(
                now,
                fleet == null || policy == null
                        ? Optional.empty()
                        : HoldLimit.warning(fleet, policy, now.unshipped(), now.unshippedSince(), moment),
                moment);
    }

    @Override
    public synchronized void close() {
        if (shipping != null) {
            shipping.close();
            shipping = null;
        }
        if (keeper != null) {
            keeper.close();
            keeper = null;
        }
        warnings.clear();
    }
}
