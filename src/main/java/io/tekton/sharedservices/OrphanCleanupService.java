package io.tekton.sharedservices;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.job.CleanupJob;
import io.tekton.sharedservices.embedded.EmbeddedService;
import io.tekton.sharedservices.embedded.Embedding;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.settings.Durations;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The orphan cleanup for use inside another Java program, with the same safety rules, store and audit as the command.
 *
 * <pre>{@code
 * OrphanCleanupService service = OrphanCleanupService.builder()
 *         .tektonRoot(Path.of("/srv/tekton"))
 *         .checkInterval(Duration.ofHours(6))
 *         .minAge(Duration.ofHours(2))
 *         .dryRun(true)
 *         .build();
 * CleanupReport report = service.runNow();
 * System.out.println(report.run().outcome() + ", orphans: " + report.run().counts().orphans());
 * }</pre>
 *
 * <p>Started, it also runs by itself, at the check interval, in its own threads that keep no program alive:
 *
 * <pre>{@code
 * service.start();
 * CleanupServiceStatus status = service.status();
 * System.out.println("running: " + status.running() + ", next cleanup: " + status.nextCleanup());
 * service.stop();
 * }</pre>
 *
 * <p>Between {@link #start} and {@link #stop} the service holds the store: the commands and the daemon of the same
 * state folder do not get it then. Otherwise the store is open during a run only. It serves no API, handles no signals
 * and leaves the logging alone. Nothing stops it but {@link #stop}; a program that ends without it leaves a run that
 * was on to the next start, which records it as ABANDONED.
 *
 * <p>What the retention settings ({@code history.keep} and so on) keep no longer leaves the store behind a run: the
 * first, and then once a day.
 *
 * <p>Thread-safe; runs never overlap. A thread that calls {@link #start}, {@link #stop} or {@link #runNow} must not be
 * interrupted: an interrupt in the middle of a write closes the store. {@link #stop()} is the way to end a run early.
 */
public final class OrphanCleanupService {
    private static final Duration STOP_MARGIN = Duration.ofSeconds(10);

    private final Embedding given;
    private final EmbeddedService service;

    private OrphanCleanupService(Embedding given) {
        this.given = given;
        this.service = new EmbeddedService(
                given,
                new EmbeddedService.Kind(
                        OrphanCleanupService.class.getName(),
                        "an embedded cleanup service",
                        (context, scheduler, listener) -> List.of(new CleanupJob(context, scheduler)),
                        given.settings().cleanup().grace().plus(STOP_MARGIN),
                        runtime -> CleanupJob.lastCarriedOut(runtime.context())));
    }

    /** A builder with the defaults of the settings table: every 6 h, processes older than 2 h, no dry run. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Runs cleanups at the check interval from now on: the first at once if none was ever scheduled or one was missed,
     * else when it is due by what is on record. Does nothing if the service is started. Waits for a {@link #runNow}
     * that is on.
     *
     * @throws io.tekton.sharedservices.store.sql.StoreException if the store cannot be opened, for instance since the
     *     daemon or another process holds it for longer than 5 s; the service is not started then
     * @throws io.tekton.sharedservices.schedule.ScheduleException if the triggers in the store cannot be read or set;
     *     the service is not started then
     * @throws io.tekton.sharedservices.process.ProcessTableException if the host's processes cannot be read at all
     */
    public void start() {
        service.start();
    }

    /**
     * Runs one cleanup and waits for its end, whether the service is started or not. A live one within an hour after
     * the last live one is refused, as is one while a scheduled one is on, and everything that the safety rules forbid:
     * the report's outcome and reason say so, nothing is thrown for it. Calls from several threads follow each other.
     *
     * @return what was judged and done, with one verdict for each process that a match rule named
     * @throws io.tekton.sharedservices.store.sql.StoreException if the store cannot be opened, for instance since
     *     another process holds it for longer than 5 s; nothing was signalled
     * @throws io.tekton.sharedservices.process.ProcessTableException if the host's processes cannot be read at all;
     *     nothing was signalled
     */
    public CleanupReport runNow() {
        CleanupOrder order = CleanupOrder.usual(Embedding.actor(), false);
        return service.inTurn(
                (runtime, stop) -> runtime.job(CleanupJob.class)
                        .run(
                                given.settings(),
                                order.under(given.settings().cleanup()),
                                Set.of(RuntimeContext.self()),
                                stop,
                                CleanupListener.NONE),
                (services, stop) -> services.cleanup(order, stop, CleanupListener.NONE),
                CleanupReport::run,
                CleanupJob::wasCarriedOut);
    }

    /**
     * Ends the running cleanup, no matter who began it: from now on it sends no signal, watches what it has signalled
     * to the end of the grace period, and is recorded as FAILED with the reason {@code stopped}. Then, if the service
     * is started, ends it and closes the store; this takes the grace period and 10 s at most. Where it is not started,
     * returns at once. It can be started again: what is due follows from the record.
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
    public CleanupServiceStatus status() {
        return service.status(now -> new CleanupServiceStatus(
                now.runtime() != null,
                now.job() == null ? null : now.job().runningSince(),
                now.lastRun(),
                now.job() == null ? null : now.job().nextDue(),
                given.settingsInForce()));
    }

    /** Collects what a service shall be; not thread-safe. */
    public static final class Builder {
        private final Embedding.Collector collector = new Embedding.Collector();

        private Builder() {}

        /**
         * The platform's folder, whose {@code .tekton} holds the registries; {@code TEKTON_ROOT} unless given, else
         * {@code HOME}.
         */
        public Builder tektonRoot(Path folder) {
            collector.tektonRoot(folder);
            return this;
        }

        /** Where the store is; {@code shared-services} in the platform's state folder unless given. */
        public Builder stateFolder(Path folder) {
            collector.stateFolder(folder);
            return this;
        }

        /** A settings file; without one, all that is not given here has its default. */
        public Builder configFile(Path file) {
            collector.settingsFile(file);
            return this;
        }

        /** From one scheduled cleanup to the next; at least 1 hour. */
        public Builder checkInterval(Duration interval) {
            return set("orphan-cleanup.schedule", "every " + Durations.format(interval));
        }

        /** A younger process is never an orphan. */
        public Builder minAge(Duration age) {
            return set("orphan-cleanup.min-age", Durations.format(age));
        }

        /** Decide and record, signal nothing. */
        public Builder dryRun(boolean dryRun) {
            return set("orphan-cleanup.dry-run", Boolean.toString(dryRun));
        }

        /** Any setting of the settings table, written as in the file. */
        public Builder set(String key, String value) {
            collector.set(key, value);
            return this;
        }

        Builder clock(Clock newClock) {
            collector.clock(newClock);
            return this;
        }

        /**
         * Makes the service; nothing is started and no store opened.
         *
         * @throws io.tekton.sharedservices.settings.SettingsException with everything that is wrong with what was given
         */
        public OrphanCleanupService build() {
            return new OrphanCleanupService(collector.collected());
        }
    }
}
