package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.api.AccessToken;
import io.tekton.sharedservices.api.Health;
import io.tekton.sharedservices.api.RegistryStatus;
import io.tekton.sharedservices.cleanup.job.OrphanCleanupJob;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.config.Warnings;
import io.tekton.sharedservices.metrics.Instrumentation;
import io.tekton.sharedservices.posix.HangupSignal;
import io.tekton.sharedservices.posix.PosixException;
import io.tekton.sharedservices.posix.ServiceNotification;
import io.tekton.sharedservices.runtime.DailyPurge;
import io.tekton.sharedservices.runtime.FollowedSync;
import io.tekton.sharedservices.runtime.RuleUsageCheck;
import io.tekton.sharedservices.runtime.ServiceRuntime;
import io.tekton.sharedservices.schedule.JobScheduler;
import io.tekton.sharedservices.schedule.ScheduleListener;
import io.tekton.sharedservices.schedule.ScheduledJob;
import io.tekton.sharedservices.settings.Origin;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.store.database.StoreHeldException;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.web.ApiServer;
import io.tekton.sharedservices.web.http.OwnerSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private static final String SCHEDULING = "schedule of ";
    public static final Duration HEARTBEAT = Duration.ofSeconds(30);

    /** The scheduler checks every half minute. */
    private static final Duration LONGEST_STILL = Duration.ofSeconds(75);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final Duration STOP_MARGIN = Duration.ofSeconds(10);

    private static final String MEMORY = "memory of registrations";
    private static final String UNWRITTEN = "unwritten ends";
    private static final String PLATFORM = "platform";

    private final Logger logger = LogManager.getLogger("daemon");
    private final Places places;
    private final Clock clock;
    private final String version;
    private final StopFlag stop;
    private final ServiceNotification manager;
    private final Consumer<String> waiting;
    private final Duration heartbeat;
    private final @Nullable String runtimeFolder;
    private final DaemonState state = new DaemonState();
    private final Instrumentation activity = new Instrumentation();
    private final DaemonAnnouncement announcement;

    /**
     * @param stop raised when it shall end
     * @param heartbeat how often to feed the manager's watchdog
     * @param runtimeFolder {@code XDG_RUNTIME_DIR}; null where it is not set
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
            @Nullable String runtimeFolder) {
        this.places = places;
        this.clock = clock;
        this.version = version;
        this.stop = stop;
        this.manager = manager;
        this.waiting = waiting;
        this.heartbeat = heartbeat;
        this.runtimeFolder = runtimeFolder;
        this.announcement = new DaemonAnnouncement(places, clock, version, state);
    }

    /**
     * Runs until it is asked to stop.
     *
     * @param first the settings that it starts with
     * @param source reads them anew
     * @param ready called with the address once it is ready
     * @return whether all that ran came to its end in time
     * @throws io.tekton.sharedservices.store.sql.StoreException if the store cannot be had
     * @throws io.tekton.sharedservices.web.http.ServerStartException if the API cannot listen
     */
    public boolean run(ServiceSettings first, Supplier<ServiceSettings> source, Consumer<String> ready) {
        boolean ended;
        try (ServiceRuntime parts = parts(first)) {
            ended = parts == null || run(parts.watchedBy(activity), first, source, ready);
        }
        // A command must find this daemon for as long as it may hold anything; a daemon that did not come to
        // its end leaves word of that.
        if (ended) {
            announcement.withdraw();
        }
        return ended;
    }

    /** Waits for a command that holds the store; null if it was asked to stop meanwhile. */
    private @Nullable ServiceRuntime parts(ServiceSettings settings) {
        long deadline = System.nanoTime() + StoreSettings.PATIENCE_OF_A_DAEMON.toNanos();
        boolean reported = false;
        while (true) {
            try {
                return ServiceRuntime.open(
                        places,
                        settings,
                        clock,
                        new StoreSettings(
                                places.stateFolder(),
                                reported ? BETWEEN_TRIES : Duration.ZERO,
                                "shared-services run (the daemon)"));
            } catch (StoreHeldException e) {
                if (stop.isRaised()) {
                    return null;
                }
                if (System.nanoTime() - deadline >= 0) {
                    throw new StoreHeldException(places.stateFolder(), StoreSettings.PATIENCE_OF_A_DAEMON, e.holder());
                }
                if (!reported) {
                    reported = true;
                    waiting.accept("waiting for up to " + StoreSettings.PATIENCE_OF_A_DAEMON.toSeconds() + " s: "
                            + Causes.of(e));
                    logger.warn("waiting: {}", e.getMessage());
                }
            }
        }
    }

    private boolean run(
            ServiceRuntime parts, ServiceSettings first, Supplier<ServiceSettings> source, Consumer<String> ready) {
        Listener listener = new Listener(state.warnings(), logger);
        JobScheduler scheduler =
                JobScheduler.create(parts.host(), parts.store(), first.engine(), parts::moment, listener);
        FollowedSync sync = new FollowedSync(parts, scheduler, listener);
        LiveSettings settings = new LiveSettings(
                first,
                source,
                parts.store().settingChanges(parts.host(), parts.table().bootId()),
                next -> {
                    state.mayWait(next.cleanup().grace());
                    DaemonDashboardQueries.remember(parts, next);
                    new StartWarnings(state.warnings(), clock).rules(next);
                    scheduler.use(jobs(parts, sync, next));
                    sync.checkNow();
                    activity.changed();
                },
                state.warnings(),
                clock);
        ApiServer server = null;
        boolean ended;
        try (SettingsFileWatch watch = new SettingsFileWatch(places.configFile(), () -> settings.reload("file watch"));
                DailyPurge purge =
                        new DailyPurge(parts, () -> settings.now().retention(), state.warnings(), DailyPurge.FIRST)) {
            state.mayWait(first.cleanup().grace());
            DaemonDashboardQueries.remember(parts, first);
            new StartWarnings(state.warnings(), clock).of(first, places);
            // Who asks over the API finds the jobs there from the first moment on.
            scheduler.use(jobs(parts, sync, first));
            AccessToken token = token(first);
            server = ApiServer.start(
                    first.web(),
                    portAsked(first),
                    token,
                    new DaemonServices(
                            parts,
                            scheduler,
                            settings,
                            state,
                            sync,
                            new RecordedActions(parts.interventions(), clock, activity)),
                    new DaemonDashboardQueries(parts, scheduler, settings),
                    activity,
                    clock,
                    ZoneId.systemDefault(),
                    ownerSocket());
            announcement.make(parts.table(), server.url());
            holdPlatform(parts, first);
            tellOfOtherPort(server, first.web().port());
            state.registry(RegistryStatus.of(parts.readRegistry(first)));
            scheduler.start(jobs(parts, sync, first));
            sync.start();
            watch.start();
            purge.start();
            // Since they were read, which may have been before a wait for the store, they may have been changed.
            settings.reload("start");
            if (!HangupSignal.onEach(() -> settings.reload("SIGHUP"))) {
                state.warnings().raise("SIGHUP", "SIGHUP does not reload the settings here; the command reload does");
            }
            state.health(Health.OK);
            notifyManager("READY=1\nSTATUS=ready at " + server.url());
            logger.info("ready at {}, version {}, state in {}", server.url(), version, places.stateFolder());
            ready.accept(server.url());
            beat(parts, scheduler, settings);
        } finally {
            sync.close();
            ended = windDown(scheduler, server);
        }
        return ended;
    }

    private AccessToken token(ServiceSettings settings) {
        Path file = settings.web().tokenFile().orElse(null);
        try {
            return file == null
                    ? AccessToken.create(places.stateFolder())
                    : AccessToken.ofOperator(file, places.stateFolder());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    file == null
                            ? "the access token cannot be written into " + places.stateFolder() + ": " + Causes.of(e)
                            : "the token of web.token-file cannot be used: " + Causes.of(e),
                    e);
        }
    }

    /** Null where it cannot be had: then the commands ask over HTTP, with the token. */
    private @Nullable OwnerSocket ownerSocket() {
        try {
            return OwnerSocket.listen(places.stateFolder(), runtimeFolder);
        } catch (IOException e) {
            state.warnings()
                    .raise(
                            "socket",
                            "the socket in " + places.stateFolder() + " cannot be used (" + Causes.of(e)
                                    + "), so commands ask over HTTP");
            return null;
        }
    }

    private static boolean portAsked(ServiceSettings settings) {
        return settings.all().inForce().stream()
                .anyMatch(setting -> setting.key().equals("web.port") && !(setting.origin() instanceof Origin.Default));
    }

    private void tellOfOtherPort(ApiServer server, int port) {
        if (port != 0 && !server.url().endsWith(":" + port)) {
            state.warnings()
                    .raise(
                            "port",
                            "port " + port + " was taken, so the API listens at " + server.url()
                                    + "; web.port chooses another");
        }
    }

    private List<ScheduledJob> jobs(ServiceRuntime parts, FollowedSync sync, ServiceSettings settings) {
        List<ScheduledJob> jobs = new ArrayList<>();
        if (settings.cleanupJob().enabled()) {
            jobs.add(activity.counted(new OrphanCleanupJob(
                    parts.cleanup(settings),
                    settings.cleanupJob().schedule(),
                    parts.reader(),
                    parts.host(),
                    Set.of(ServiceRuntime.self()))));
        }
        sync.job(settings).map(activity::counted).ifPresent(jobs::add);
        return jobs;
    }

    /** Feeds the watchdog while scheduler and store prove progress, and keeps the registry's state fresh for status. */
    private void beat(ServiceRuntime parts, JobScheduler scheduler, LiveSettings settings) {
        Watchdog pulse = new Watchdog(LONGEST_STILL);
        RuleUsageCheck ruleUsage = new RuleUsageCheck(state.warnings());
        while (!stop.await(heartbeat)) {
            Duration now = Duration.ofNanos(System.nanoTime());
            boolean alive = pulse.beats(scheduler.checks(), now);
            state.health(alive ? Health.OK : new Health(false, true, "the scheduler or the store makes no progress"));
            if (alive) {
                notifyManager("WATCHDOG=1");
            }
            if (pulse.grewAt(now)) {
                state.warnings().clearAll(SCHEDULING);
            }
            try {
                if (parts.unwritten().write() == 0) {
                    state.warnings().clear(UNWRITTEN);
                } else {
                    state.warnings().raise(UNWRITTEN, "the end of a run cannot be recorded: is the disk full?");
                }
                state.registry(RegistryStatus.of(parts.readRegistry(settings.now())));
                String damage = parts.memory().damage();
                if (damage != null) {
                    state.warnings().raise(MEMORY, damage);
                } else {
                    state.warnings().clear(MEMORY);
                }
                ruleUsage.ifDue(parts, settings.now(), now);
                settings.retry();
                holdPlatform(parts, settings.now());
                parts.store().tidy();
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

    /** As long as another process cleans the same platform for the same user, live runs here are refused. */
    private void holdPlatform(ServiceRuntime parts, ServiceSettings settings) {
        boolean live = settings.cleanupJob().enabled() && !settings.cleanup().dryRun();
        if (!live) {
            parts.hour().release();
        }
        Optional<String> trouble = live ? parts.hour().hold() : Optional.empty();
        if (trouble.isEmpty()) {
            state.warnings().clear(PLATFORM);
            return;
        }
        String warning = "live cleanups are refused: " + trouble.get();
        if (!state.warnings().all().contains(warning)) {
            logger.warn("{}", warning);
        }
        state.warnings().raise(PLATFORM, warning);
    }

    private boolean windDown(JobScheduler scheduler, @Nullable ApiServer server) {
        state.health(new Health(true, false, "stopping"));
        notifyManager("STOPPING=1");
        logger.info("stopping");
        announcement.tellOfStopping();
        long deadline =
                System.nanoTime() + state.longestGrace().plus(STOP_MARGIN).toNanos();
        // The API answers until no run is active: status shows what the stop waits for.
        boolean ended = scheduler.close(Duration.ofNanos(deadline - System.nanoTime()));
        if (server != null) {
            server.stop(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        logger.info(ended ? "stopped" : "stopped, and a run did not come to its end in time");
        return ended;
    }

    private void notifyManager(String text) {
        try {
            manager.send(text);
        } catch (PosixException e) {
            logger.warn("{}", e.getMessage());
        }
    }

    /** Puts what the scheduler reports into log and warnings. */
    private record Listener(Warnings warnings, Logger logger) implements ScheduleListener {
        @Override
        public void runFailed(String job, Throwable failure) {
            logger.error("a run of {} threw", job, failure);
            warnings.raise("run of " + job, "a run of " + job + " broke off: " + Causes.of(failure));
        }

        @Override
        public void triggerRepaired(String job, String why) {
            logger.warn("the trigger of {} was repaired: {}", job, why);
            warnings.raise("trigger of " + job, "the trigger of " + job + " was repaired: " + why);
        }

        @Override
        public void schedulingFailed(String job, Exception failure) {
            logger.error("{} could not be scheduled; it is tried again", job, failure);
            warnings.raise(SCHEDULING + job, job + " could not be scheduled: " + Causes.of(failure));
        }
    }
}
