package io.tekton.sharedservices;

import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.SyncOrder;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings;
import io.tekton.sharedservices.configsync.job.SyncJob;
import io.tekton.sharedservices.embedded.EmbeddedService;
import io.tekton.sharedservices.embedded.Embedding;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.settings.Durations;
import io.tekton.sharedservices.settings.Origin;
import io.tekton.sharedservices.settings.Problem;
import io.tekton.sharedservices.settings.SettingsException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * The configuration sync for use inside another Java program, with the same safety rules, store and audit as the
 * command.
 *
 * <pre>{@code
 * ConfigSyncService service = ConfigSyncService.builder()
 *         .tektonRoot(Path.of("/srv/tekton"))
 *         .checkInterval(Duration.ofSeconds(30))
 *         .build();
 * SyncReport report = service.runNow();
 * System.out.println(report.run().outcome() + (report.plan() == null ? "" : ", changes: " + report.plan().changes()));
 * }</pre>
 *
 * <p>Started, it follows the update flag at once, and checks for it at the check interval too, in its own threads that
 * keep no program alive:
 *
 * <pre>{@code
 * service.start();
 * ConfigSyncServiceStatus status = service.status();
 * System.out.println("running: " + status.running() + ", warnings: " + status.warnings());
 * service.stop();
 * }</pre>
 *
 * <p>Between {@link #start} and {@link #stop} the service holds the store: the commands, the daemon and an
 * {@link OrphanCleanupService} of the same state folder do not get it then; {@link Builder#stateFolder} gives it one of
 * its own. Otherwise the store is open during a run only. It serves no API, handles no signals and leaves the logging
 * alone. A program that ends without {@link #stop} leaves what it was at to the next start, which does it again.
 *
 * <p>What the retention settings ({@code history.keep} and so on) no longer keep is removed after a run or a check: the
 * first, and then once a day.
 *
 * <p>Thread-safe; runs never overlap. A thread that calls {@link #start}, {@link #stop}, {@link #runNow} or
 * {@link #undo} must not be interrupted: an interrupt in the middle of a write closes the store.
 */
public final class ConfigSyncService {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Embedding given;
    private final EmbeddedService service;

    private ConfigSyncService(Embedding given) {
        this.given = given;
        this.service = new EmbeddedService(
                given,
                new EmbeddedService.Kind(
                        ConfigSyncService.class.getName(),
                        "an embedded configuration sync",
                        (context, scheduler, listener) -> List.of(new SyncJob(context, scheduler, listener)),
                        PATIENCE,
                        runtime -> runtime.context()
                                .reader()
                                .newestRun(ConfigSync.JOB, runtime.context().host())));
    }

    /** A builder with the defaults of the settings table: every 30 s, no dry run. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Follows the flag from now on, beginning with what was raised before. Does nothing if the service is started.
     * Waits for a {@link #runNow} that is on.
     *
     * @throws io.tekton.sharedservices.store.sql.StoreException if the store cannot be opened, for instance since
     *     another process holds it for longer than 5 s; the service is not started then
     * @throws io.tekton.sharedservices.schedule.ScheduleException if the triggers in the store cannot be read or set;
     *     the service is not started then
     */
    public void start() {
        service.start();
    }

    /**
     * Runs one sync, with or without a flag, and waits for its end, whether the service is started or not. What goes
     * wrong is in the report, nothing is thrown for it.
     *
     * @return what was changed, or would be in a dry run
     * @throws io.tekton.sharedservices.store.sql.StoreException if the store cannot be opened; nothing was written
     */
    public SyncReport runNow() {
        return inTurn(order(false));
    }

    /**
     * Puts the configuration back that the last sync replaced. It stays until the next flag.
     *
     * @throws io.tekton.sharedservices.store.sql.StoreException if the store cannot be opened; nothing was written
     */
    public SyncReport undo() {
        return inTurn(order(true));
    }

    private static SyncOrder order(boolean undo) {
        return new SyncOrder(Embedding.actor(), null, !undo, false, false, undo, null, ClientContext.ofThisProcess());
    }

    private SyncReport inTurn(SyncOrder order) {
        ConfigSyncSettings settings = given.settings().sync();
        return service.inTurn(
                (runtime, stop) -> {
                    SyncJob job = runtime.job(SyncJob.class);
                    return order.undo()
                            ? job.undo(order.undoUnder(settings), stop)
                            : job.run(order.under(settings), stop);
                },
                (services, stop) -> services.sync(order, stop),
                SyncReport::run,
                run -> true);
    }

    /**
     * Ends the sync that is on, unless it is writing, and, if the service is started, ends it and closes the store.
     * Takes 20 s at most. It can be started again: a flag that was raised meanwhile is followed then.
     *
     * @return whether all that ran came to its end in time; if not, the store is closed to it
     */
    public boolean stop() {
        return service.stop();
    }

    /**
     * The status. Waits for no run.
     *
     * @throws AuditException if the service is started and its store cannot be read
     */
    public ConfigSyncServiceStatus status() {
        return service.status(this::view);
    }

    private ConfigSyncServiceStatus view(EmbeddedService.State now) {
        SyncJob job = now.runtime() == null ? null : now.runtime().job(SyncJob.class);
        var ticks = job == null ? new JobStatus.Ticks(0, null) : job.ticks();
        return new ConfigSyncServiceStatus(
                now.runtime() != null,
                now.job() == null ? null : now.job().runningSince(),
                now.lastRun(),
                ticks.count(),
                ticks.lastAt(),
                now.job() == null ? null : now.job().nextDue(),
                job == null ? List.of() : job.warnings(given.settings()),
                given.settingsInForce());
    }

    /** Collects what a service shall be; not thread-safe. */
    public static final class Builder {
        private final Embedding.Collector collector = new Embedding.Collector();

        private Builder() {}

        /**
         * The platform's folder, whose {@code .tekton} holds registry and flag, and whose
         * {@code config/tekton_ai_config.json} is kept in line; {@code TEKTON_ROOT} unless given.
         */
        public Builder tektonRoot(Path folder) {
            collector.tektonRoot(folder);
            return this;
        }

        /** Where store and backups are; {@code shared-services} in the platform's state folder unless given. */
        public Builder stateFolder(Path folder) {
            collector.stateFolder(folder);
            return this;
        }

        /** A settings file; without one, all that is not given here has its default. */
        public Builder configFile(Path file) {
            collector.settingsFile(file);
            return this;
        }

        /**
         * The CI configuration that is kept in line; {@code config/tekton_ai_config.json} in the platform's folder
         * unless given.
         */
        public Builder configuration(Path file) {
            return set("config-sync.config-file", file.toAbsolutePath().toString());
        }

        /** The interval between two checks for the flag, in addition to the file watch; at least 1 s. */
        public Builder checkInterval(Duration interval) {
            return set("config-sync.schedule", "every " + Durations.format(interval));
        }

        /** Plan and record, write nothing, leave the flag. */
        public Builder dryRun(boolean dryRun) {
            return set("config-sync.dry-run", Boolean.toString(dryRun));
        }

        /** Any setting of the settings table, written as in the file. */
        public Builder set(String key, String value) {
            collector.set(key, value);
            return this;
        }

        Builder clock(Clock clock) {
            collector.clock(clock);
            return this;
        }

        /**
         * Makes the service; nothing is started and no store opened.
         *
         * @throws SettingsException with everything that is wrong with what was given, or if it names no configuration
         */
        public ConfigSyncService build() {
            Embedding given = collector.collected();
            if (given.settings().sync().configFile().isEmpty()) {
                throw new SettingsException(List.of(new Problem(
                        new Origin.Default(),
                        "config-sync.config-file",
                        "",
                        "is not set, and neither is TEKTON_ROOT",
                        "one of them, so that the configuration can be found")));
            }
            return new ConfigSyncService(given);
        }
    }
}
