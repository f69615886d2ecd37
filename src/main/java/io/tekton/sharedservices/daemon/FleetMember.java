package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.api.FleetStatus;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.config.Warnings;
import io.tekton.sharedservices.files.Sha256;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.fleet.ship.ShipStatus;
import io.tekton.sharedservices.fleet.ship.ShippedHead;
import io.tekton.sharedservices.fleet.ship.Shipper;
import io.tekton.sharedservices.fleet.ship.ShippingThread;
import io.tekton.sharedservices.fleet.ship.StoreJournal;
import io.tekton.sharedservices.runtime.FleetHold;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.runtime.ServiceRuntime;
import io.tekton.sharedservices.schedule.ScheduledJob;
import io.tekton.sharedservices.settings.Durations;
import io.tekton.sharedservices.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * This host as a member of its fleet, where the settings name one: ships the journal and says how that goes. A centre
 * that is away stops nothing here. Thread-safe.
 */
final class FleetMember implements AutoCloseable {
    private static final String SUBJECT = "fleet";
    private static final String LAG = "fleet lag";

    /** A centre that restarts is no news; one that stays away for so long is. */
    private static final Duration TOLERATED = Duration.ofMinutes(2);

    private static final int DIGITS = 12;
    private static final Duration TOO_LONG = Duration.ofHours(1);

    private final RuntimeContext context;
    private final String version;
    private final Warnings warnings;
    private @Nullable FleetPause pause;
    private @Nullable ShippingThread shipping;
    private @Nullable FleetSettings settings;
    private @Nullable String digest;
    private @Nullable Instant failingSince;

    FleetMember(RuntimeContext context, String version, Warnings warnings) {
        this.context = context;
        this.version = version;
        this.warnings = warnings;
    }

    /** Begins to follow the fleet. */
    synchronized void start(ServiceRuntime runtime, ServiceSettings first) {
        pause = new FleetPause(runtime);
        use(first);
    }

    /** These apply from now on. */
    synchronized void use(ServiceSettings next) {
        FleetSettings wanted = next.fleet();
        String now = digest(next.all());
        if (wanted.equals(settings) && now.equals(digest)) {
            return;
        }
        close();
        settings = wanted;
        digest = now;
        FleetHold.apply(context.store(), context.places().stateFolder(), wanted);
        if (wanted.isOn()) {
            shipping = begin(wanted, now);
        }
    }

    /** The same for hosts with the same settings; what a host is in its fleet is no part of it. */
    private static String digest(Settings settings) {
        String text = settings.inForce().stream()
                .filter(setting -> !setting.key().startsWith("fleet."))
                .map(setting -> setting.key() + "=" + setting.value())
                .sorted()
                .collect(Collectors.joining("\n"));
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
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
                now.problem()));
    }

    private void report(Shipper shipper) {
        ShipStatus now = shipper.status();
        FleetPause advised = pause;
        if (advised != null && now.state() == ShipStatus.State.CONNECTED) {
            shipper.pausedByFleet(advised.follow(shipper.advice()));
        }
        Instant moment = context.clock().instant();
        String problem = now.problem();
        switch (now.state()) {
            case STARTING, CONNECTED -> {
                failingSince = null;
                warnings.clear(SUBJECT);
            }
            case AWAY -> {
                failingSince = failingSince == null ? moment : failingSince;
                if (failingSince.plus(TOLERATED).isBefore(moment)) {
                    warnings.raise(SUBJECT, "the fleet's centre is away, and nothing here waits for it: " + problem);
                }
            }
            case DENIED ->
                warnings.raise(SUBJECT, "the fleet's centre does not serve this host, and cleanups go on: " + problem);
            case REFUSED -> warnings.raise(SUBJECT, "the fleet's centre refuses events of this host: " + problem);
            case FORKED, CLONED ->
                warnings.raise(
                        SUBJECT,
                        problem + ". Nothing more is shipped from the fork on. See which copy goes on, stop the other,"
                                + " and run \"shared-services fleet renew\" on the one that has to take a new epoch");
        }
        Instant since = now.unshippedSince();
        if (since != null && since.plus(TOO_LONG).isBefore(moment)) {
            warnings.raise(
                    LAG,
                    now.unshipped() + " events wait for "
                            + Durations.format(Duration.ofMinutes(
                                    Duration.between(since, moment).toMinutes()))
                            + " to be shipped to the fleet's centre; a purge keeps them");
        } else {
            warnings.clear(LAG);
        }
    }

    @Override
    public synchronized void close() {
        if (shipping != null) {
            shipping.close();
            shipping = null;
        }
        warnings.clear(SUBJECT);
        warnings.clear(LAG);
    }
}
