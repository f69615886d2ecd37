package io.tekton.sharedservices.embedded;

import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.Warnings;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.runtime.DailyPurge;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.runtime.ScheduleLog;
import io.tekton.sharedservices.runtime.ServiceRuntime;
import io.tekton.sharedservices.schedule.JobStatus;
import io.tekton.sharedservices.schedule.ScheduledJob;
import io.tekton.sharedservices.services.LocalServices;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.record.PurgeReport;
import io.tekton.sharedservices.store.sql.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Start, stop and turns of one job that is embedded in another program: between start and stop it holds the store,
 * otherwise each run opens it for itself. Thread-safe.
 */
public final class EmbeddedService {
    private final Logger logger;
    private final Embedding given;
    private final Kind kind;
    private final Object life = new Object();
    private final ReentrantLock runs = new ReentrantLock();
    private volatile StopFlag stop = new StopFlag();
    private volatile @Nullable ServiceRuntime started;
    private volatile @Nullable Run last;
    private @Nullable Long lastPurgeNanos;

    /**
     * What distinguishes the services.
     *
     * @param name of the class that the other program sees, for its log
     * @param holder what another process that waits for the store reads
     * @param jobs makes the one job
     * @param patience how long a stop waits for a run that is on
     * @param lastRun the last run to show, by the record
     */
    public record Kind(
            String name,
            String holder,
            ServiceRuntime.JobFactory jobs,
            Duration patience,
            Function<ServiceRuntime, Optional<Run>> lastRun) {}

    public EmbeddedService(Embedding given, Kind kind) {
        this.given = given;
        this.kind = kind;
        this.logger = LogManager.getLogger(kind.name());
    }

    /** Does nothing if it is started. Waits for a run in turn that is on. What was opened is closed if it fails. */
    public void start() {
        synchronized (life) {
            if (started != null) {
                return;
            }
            runs.lock();
            try {
                started = begin();
            } finally {
                runs.unlock();
            }
        }
    }

    private ServiceRuntime begin() {
        RuntimeContext context = RuntimeContext.open(
                given.places(),
                given.settings(),
                given.clock(),
                new StoreSettings(given.places().stateFolder(), StoreSettings.PATIENCE_OF_A_COMMAND, kind.holder()));
        Warnings warnings = new Warnings();
        ServiceRuntime runtime = null;
        boolean begun = false;
        try {
            runtime = ServiceRuntime.create(
                    context,
                    given.settings(),
                    new ServiceRuntime.Options(
                            kind.jobs(),
                            new ScheduleLog(warnings, logger),
                            warnings,
                            job -> purgingAfter(job, context),
                            null));
            runtime.heartbeat();
            runtime.start();
            begun = true;
            return runtime;
        } finally {
            if (!begun) {
                if (runtime != null) {
                    runtime.end(kind.patience());
                }
                context.close();
            }
        }
    }

    /**
     * Does work when no other work in turn is on.
     *
     * @param work gets what is started, and what stops it
     * @param alone gets the services with the store open for this alone, where nothing is started
     * @param run the run that it was
     * @param shown whether that run is shown as the last one
     */
    public <T> T inTurn(
            BiFunction<ServiceRuntime, StopFlag, T> work,
            BiFunction<LocalServices, StopFlag, T> alone,
            Function<T, Run> run,
            Function<Run, Boolean> shown) {
        runs.lock();
        try {
            StopFlag flag = new StopFlag();
            stop = flag;
            ServiceRuntime now = started;
            T report = now == null ? alone(alone, flag) : work.apply(now, flag);
            Run ran = run.apply(report);
            if (shown.apply(ran)) {
                last = ran;
            }
            return report;
        } finally {
            runs.unlock();
        }
    }

    private <T> T alone(BiFunction<LocalServices, StopFlag, T> work, StopFlag flag) {
        try (LocalServices services =
                LocalServices.open(given.places(), given.settings(), given.clock(), kind.holder())) {
            T report = work.apply(services, flag);
            purgeIfDue(() -> services.purge(Embedding.actor(), ClientContext.ofThisProcess()));
            return report;
        }
    }

    /** The same job, with a purge behind its runs; after a stop it takes no further step. */
    private ScheduledJob purgingAfter(ScheduledJob job, RuntimeContext context) {
        return job.running((trigger, actor, asked) -> {
            Optional<Run> run = job.run(trigger, actor, asked);
            if (!asked.isRaised()) {
                purgeIfDue(
                        () -> context.purge(given.settings().retention(), Embedding.actor(), () -> !asked.isRaised()));
            }
            return run;
        });
    }

    /** Once a day. A purge that fails is logged and changes nothing about the run before it. */
    private void purgeIfDue(Supplier<PurgeReport> purge) {
        if (!isPurgeDue(System.nanoTime())) {
            return;
        }
        try {
            PurgeReport report = purge.get();
            logger.info(
                    "{} runs and {} events left the store under {}",
                    report.runs(),
                    report.events(),
                    given.settings().retention().text());
            if (report.overSize()) {
                logger.warn(
                        "the records take up {} bytes, more than history.max-size, and none may be removed yet",
                        report.bytes());
            }
        } catch (AuditException | StoreException e) {
            logger.error("the purge was interrupted; it continues another day", e);
        }
    }

    private synchronized boolean isPurgeDue(long nowNanos) {
        if (lastPurgeNanos != null && nowNanos - lastPurgeNanos < DailyPurge.BETWEEN.toNanos()) {
            return false;
        }
        lastPurgeNanos = nowNanos;
        return true;
    }

    /**
     * Ends the run that is on and, if it is started, all of it, and closes the store.
     *
     * @return whether all that ran came to its end in time; if not, the store is closed to it
     */
    public boolean stop() {
        stop.raise();
        synchronized (life) {
            ServiceRuntime ending = started;
            if (ending == null) {
                return true;
            }
            last = lastOf(ending);
            boolean ended = ending.end(kind.patience());
            if (ended) {
                // A caller that waits for its turn comes after the store is closed, and opens it itself.
                runs.lock();
            }
            try {
                last = lastOf(ending);
                started = null;
                ending.context().close();
            } finally {
                if (ended) {
                    runs.unlock();
                }
            }
            return ended;
        }
    }

    private @Nullable Run lastOf(ServiceRuntime ending) {
        try {
            return kind.lastRun().apply(ending).orElse(last);
        } catch (AuditException e) {
            // a store that fails is closed all the same
            return last;
        }
    }

    /**
     * How it is.
     *
     * @param runtime null where it is not started
     * @param job null where it is not started, or the settings switch the job off
     * @param lastRun null where none is known
     */
    public record State(
            @Nullable ServiceRuntime runtime,
            @Nullable JobStatus job,
            @Nullable Run lastRun) {}

    /**
     * Its status; waits for no run.
     *
     * @throws AuditException if it is started and the store cannot be read
     */
    public <T> T status(Function<State, T> view) {
        ServiceRuntime now = started;
        if (now == null) {
            return view.apply(new State(null, null, last));
        }
        try {
            JobStatus job = now.scheduler().status().stream().findFirst().orElse(null);
            Run shown = job == null ? last : kind.lastRun().apply(now).orElse(null);
            return view.apply(new State(now, job, shown));
        } catch (AuditException e) {
            if (started == now) {
                throw e;
            }
            // it was stopped in the meantime
            return status(view);
        }
    }
}
