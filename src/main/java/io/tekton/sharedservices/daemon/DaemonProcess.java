package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.api.Health;
import io.tekton.sharedservices.api.RegistryStatus;
import io.tekton.sharedservices.client.DaemonFinder;
import io.tekton.sharedservices.client.DaemonLookup;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.files.FileWatch;
import io.tekton.sharedservices.files.WatchedFile;
import io.tekton.sharedservices.metrics.Instrumentation;
import io.tekton.sharedservices.posix.HangupSignal;
import io.tekton.sharedservices.posix.PosixException;
import io.tekton.sharedservices.posix.ServiceNotification;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.runtime.DailyPurge;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.runtime.ScheduleLog;
import io.tekton.sharedservices.runtime.ServiceRuntime;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.store.database.StoreHeldException;
import io.tekton.sharedservices.store.database.StoreHeldException.Holder;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.web.ApiServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The daemon's life, in this order: store, scheduler, API, address, readiness; then waiting; and all of it backwards. A
 * thread that holds the store is never interrupted.
 */
public final class DaemonProcess {
    public static final Duration HEARTBEAT = Duration.ofSeconds(30);

    /** The scheduler checks every half minute. */
    private static final Duration LONGEST_STILL = Duration.ofSeconds(75);

    /** Short: another daemon that starts is noticed before anybody can stop it again. */
    private static final Duration PATIENCE_OF_A_TRY = Duration.ofMillis(100);

    private static final Duration STOP_MARGIN = Duration.ofSeconds(10);

    private static final String MEMORY = "memory of registrations";
    static final String UNWRITTEN = "unwritten ends";

    private final Logger logger = LogManager.getLogger("daemon");
    private final Places places;
    private final Clock clock;
    private final String version;
    private final StopFlag stop;
    private final ServiceNotification manager;
    private final Consumer<String> waiting;
    private final Duration heartbeat;
    private final @Nullable String runtimeFolder;
    private final ServiceRuntime.JobFactory jobs;
    private final DaemonState state = new DaemonState();
    private final Instrumentation activity = new Instrumentation();
    private final DaemonAnnouncement announcement;

    /**
     * @param stop raised when it shall end
     * @param heartbeat how often to feed the manager's watchdog
     * @param runtimeFolder {@code XDG_RUNTIME_DIR}; null where it is not set
     * @param jobs makes what runs by schedule
     * @param waiting gets a sentence that names the process that holds the store while this one waits for it
     */
    public DaemonProcess(
            Places places,
            Clock clock,
            String version,
            StopFlag stop,
            ServiceNotification manager,
            Consumer<String> waiting,
            Duration heartbeat,
            @Nullable String runtimeFolder,
            ServiceRuntime.JobFactory jobs) {
        this.places = places;
        this.clock = clock;
        this.version = version;
        this.stop = stop;
        this.manager = manager;
        this.waiting = waiting;
        this.heartbeat = heartbeat;
        this.runtimeFolder = runtimeFolder;
        this.jobs = jobs;
        this.announcement = new DaemonAnnouncement(places, clock, version, state);
    }

    /**
     * Runs until it is asked to stop.
     *
     * @param first the settings that it starts with
     * @param source reads them again
     * @param ready called with the address once it is ready
     * @return whether all that ran came to its end in time
     * @throws io.tekton.sharedservices.store.sql.StoreException if the store cannot be had
     * @throws io.tekton.sharedservices.web.http.ServerStartException if the API cannot listen
     */
    public boolean run(ServiceSettings first, Supplier<ServiceSettings> source, Consumer<String> ready) {
        boolean ended;
        try (RuntimeContext context = open(first)) {
            ended = context == null || run(context.watchedBy(activity), first, source, ready);
        }
        // A command must find this daemon for as long as it may hold anything; a daemon that did not come to
        // its end leaves word of that.
        if (ended) {
            announcement.withdraw();
        }
        return ended;
    }

    /**
     * Waits for a command that holds the store; null if it was asked to stop meanwhile.
     *
     * @throws StoreException if it is another daemon that holds it, once that can be found
     */
    private @Nullable RuntimeContext open(ServiceSettings settings) {
        long deadline = System.nanoTime() + StoreSettings.PATIENCE_OF_A_DAEMON.toNanos();
        boolean reported = false;
        while (true) {
            try {
                return RuntimeContext.open(
                        places,
                        settings,
                        clock,
                        new StoreSettings(places.stateFolder(), PATIENCE_OF_A_TRY, Holder.DAEMON));
            } catch (StoreHeldException e) {
                if (stop.isRaised()) {
                    return null;
                }
                boolean byDaemon = e.holder() != null && e.holder().isDaemon();
                DaemonLookup sighting = sighting();
                if (sighting instanceof DaemonLookup.Running other) {
                    // Two starts at the same time: this one must not take over when the other one is stopped.
                    throw new StoreException(other.whyNoOther());
                }
                if (byDaemon && sighting instanceof DaemonLookup.Unclear unclear && !isStarting(unclear)) {
                    throw unclear.unannouncedSince() == null ? e : new StoreException(unclear.why());
                }
                if (System.nanoTime() - deadline >= 0) {
                    throw new StoreHeldException(places.stateFolder(), StoreSettings.PATIENCE_OF_A_DAEMON, e.holder());
                }
                if (!reported && !byDaemon) {
                    reported = true;
                    waiting.accept("waiting for up to " + StoreSettings.PATIENCE_OF_A_DAEMON.toSeconds() + " s: "
                            + Causes.of(e));
                    logger.warn("waiting: {}", e.getMessage());
                }
            }
        }
    }

    /** A daemon that has just taken the store says a moment later where it listens. */
    private boolean isStarting(DaemonLookup.Unclear unclear) {
        Instant since = unclear.unannouncedSince();
        return since != null && clock.instant().isBefore(since.plus(StoreSettings.PATIENCE_OF_A_DAEMON));
    }

    private DaemonLookup sighting() {
        return new DaemonFinder(
                        places.stateFolder(),
                        () -> RuntimeContext.processTable(ProcessTable.Wanted.variables(Set.of()), clock))
                .look();
    }

    private boolean run(
            RuntimeContext context, ServiceSettings first, Supplier<ServiceSettings> source, Consumer<String> ready) {
        FleetMember fleet = new FleetMember(context, version, state.warnings());
        Notifications notifications = new Notifications(context, first, state, fleet::conditions);
        ServiceRuntime runtime = ServiceRuntime.create(
                context,
                first,
                new ServiceRuntime.Options(
                        jobs,
                        new ScheduleLog(state.warnings(), logger),
                        state.warnings(),
                        job -> fleet.shipping(notifications.reporting(activity.counted(job))),
                        DailyPurge.FIRST));
        LiveSettings settings = new LiveSettings(
                first,
                source,
                context.settingChanges(),
                next -> {
                    state.mayWait(next.cleanup().grace());
                    DaemonDashboardQueries.remember(context, next);
                    new StartWarnings(state.warnings(), clock).rules(next);
                    runtime.use(next);
                    notifications.use(next);
                    fleet.use(next);
                    activity.changed();
                },
                state.warnings(),
                clock);
        ApiServer server = null;
        boolean ended;
        try (FileWatch watch = new FileWatch(
                List.of(WatchedFile.atRest(places.configFile().toAbsolutePath(), () -> settings.reload("file watch"))),
                logger::warn,
                FileWatch.USUAL_SCAN)) {
            state.mayWait(first.cleanup().grace());
            DaemonDashboardQueries.remember(context, first);
            new StartWarnings(state.warnings(), clock).of(first, places);
            // Who asks over the API finds the jobs there from the first moment on.
            runtime.use(first);
            server = new DaemonDoors(places, runtimeFolder, state.warnings())
                    .open(
                            first,
                            new DaemonServices(
                                    runtime,
                                    settings,
                                    state,
                                    fleet,
                                    new RecordedActions(context.interventions(), clock, activity)),
                            new DaemonDashboardQueries(runtime, settings, fleet),
                            activity,
                            clock);
            announcement.make(context.table(), server.url());
            runtime.heartbeat();
            state.registry(registry(context, first));
            runtime.start();
            notifications.start(runtime);
            fleet.start(runtime, first);
            watch.start();
            // Since they were read, which may have been before a wait for the store, they may have been changed.
            settings.reload("start");
            if (!HangupSignal.onEach(() -> settings.reload("SIGHUP"))) {
                state.warnings().raise("SIGHUP", "SIGHUP does not reload the settings here; the command reload does");
            }
            state.health(Health.OK);
            notifyManager("READY=1\nSTATUS=ready at " + server.url());
            logger.info("ready at {}, version {}, state in {}", server.url(), version, places.stateFolder());
            ready.accept(server.url());
            beat(runtime, settings);
        } finally {
            ended = windDown(runtime, server);
            notifications.close();
            fleet.close();
        }
        return ended;
    }

    private @Nullable RegistryStatus registry(RuntimeContext context, ServiceSettings settings) {
        return RegistryStatus.of(context.readRegistry(settings), settings.needsRegistry(places, context.memory()));
    }

    /** Feeds the watchdog while scheduler and store prove progress, and keeps the registry's state fresh for status. */
    private void beat(ServiceRuntime runtime, LiveSettings settings) {
        RuntimeContext context = runtime.context();
        Watchdog pulse = new Watchdog(LONGEST_STILL);
        SpareHeap spare = new SpareHeap(Duration.ofNanos(System.nanoTime()));
        while (!stop.await(heartbeat)) {
            Duration now = Duration.ofNanos(System.nanoTime());
            spare.giveBack(now);
            boolean alive = pulse.beats(runtime.scheduler().checks(), now);
            state.health(alive ? Health.OK : new Health(false, true, "the scheduler or the store makes no progress"));
            if (alive) {
                notifyManager("WATCHDOG=1");
            }
            if (pulse.grewAt(now)) {
                state.warnings().clearAll(ScheduleLog.SCHEDULING);
            }
            try {
                if (context.unwritten().write() == 0) {
                    state.warnings().clear(UNWRITTEN);
                } else {
                    state.warnings().raise(UNWRITTEN, "the end of a run cannot be recorded: is the disk full?");
                }
                state.registry(registry(context, settings.now()));
                String damage = context.memory().damage();
                if (damage != null) {
                    state.warnings().raise(MEMORY, damage);
                } else {
                    state.warnings().clear(MEMORY);
                }
                settings.retry();
                runtime.heartbeat();
                context.store().tidy();
                state.warnings().clear("store");
                activity.changed();
            } catch (RuntimeException e) {
                // A store that fails, such as on a full disk, is no end of the daemon: it works again when there is
                // room.
                logger.error("a heartbeat failed", e);
                activity.storeFailed();
                state.warnings().raise("store", "the store cannot be used: " + Causes.of(e));
            }
        }
    }

    private boolean windDown(ServiceRuntime runtime, @Nullable ApiServer server) {
        state.health(new Health(true, false, "stopping"));
        notifyManager("STOPPING=1");
        logger.info("stopping");
        announcement.tellOfStopping();
        long deadline =
                System.nanoTime() + state.longestGrace().plus(STOP_MARGIN).toNanos();
        // The API answers until no run is active: status shows what the stop waits for.
        boolean ended = runtime.end(Duration.ofNanos(deadline - System.nanoTime()));
        if (server != null) {
            server.stop(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        logger.info(ended ? "stopped" : "stopped; a run did not end in time");
        return ended;
    }

    private void notifyManager(String text) {
        try {
            manager.send(text);
        } catch (PosixException e) {
            logger.warn("{}", e.getMessage());
        }
    }
}
