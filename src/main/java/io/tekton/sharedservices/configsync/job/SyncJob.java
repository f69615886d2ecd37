package io.tekton.sharedservices.configsync.job;

import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.api.JobOffException;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.configsync.SyncRequest;
import io.tekton.sharedservices.configsync.UndoRequest;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.runtime.Job;
import io.tekton.sharedservices.runtime.JobDescription;
import io.tekton.sharedservices.runtime.Refusal;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.schedule.Attempt;
import io.tekton.sharedservices.schedule.JobScheduler;
import io.tekton.sharedservices.schedule.ScheduleListener;
import io.tekton.sharedservices.schedule.ScheduledJob;
import io.tekton.sharedservices.schedule.due.Schedule;
import io.tekton.sharedservices.text.Causes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The configuration sync of a process that holds the store: its job, the watches that call for it, and what is known of
 * it, across changes of the settings. Thread-safe.
 */
public final class SyncJob implements Job {
    private static final String NO_CONFIGURATION =
            "off: neither TEKTON_ROOT nor config-sync.config-file names a configuration to keep in step";

    public static final JobDescription DESCRIPTION = new JobDescription(
            ConfigSync.JOB,
            ServiceSettings::syncJob,
            settings -> settings.sync().dryRun(),
            settings -> settings.sync().configFile().isPresent() ? null : NO_CONFIGURATION);

    /** Between two tries of what failed where the schedule is no interval. */
    private static final Duration CRON_INTERVAL = Duration.ofSeconds(30);

    /** How long a requested sync waits for one that is on. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RuntimeContext context;
    private final JobScheduler scheduler;
    private final FlagListener follower;
    private final SyncJobState memory = new SyncJobState();
    private volatile @Nullable SyncWithWatches current;
    private boolean started;

    public SyncJob(RuntimeContext context, JobScheduler scheduler, ScheduleListener listener) {
        this.context = context;
        this.scheduler = scheduler;
        this.follower = new FlagListener(scheduler, listener, CRON_INTERVAL, this::isWorthAnotherTry);
    }

    @Override
    public JobDescription description() {
        return DESCRIPTION;
    }

    @Override
    public synchronized Optional<ScheduledJob> use(ServiceSettings settings) {
        SyncWithWatches before = current;
        if (before == null || !before.isFor(context, settings)) {
            if (before != null) {
                before.close();
            }
            SyncWithWatches next =
                    SyncWithWatches.of(context, settings, follower::signal).orElse(null);
            current = next;
            if (started && next != null) {
                next.watch();
            }
        }
        Schedule schedule = settings.syncJob().schedule();
        follower.interval(schedule instanceof Schedule.Every every ? every.interval() : CRON_INTERVAL);
        SyncWithWatches now = current;
        return now == null
                ? Optional.empty()
                : Optional.of(new ConfigSyncJob(now, settings.sync(), schedule, memory, context::moment));
    }

    @Override
    public synchronized void start() {
        started = true;
        SyncWithWatches now = current;
        if (now != null) {
            now.watch();
        }
        follower.start();
    }

    /** A flag raised, or an edit saved, under other settings or in a pause may need a sync now. */
    @Override
    public void checkNow() {
        follower.signal();
    }

    /**
     * One sync on request. In turn with those by flag and schedule: a running one is waited for, since it takes little
     * time. What cannot run now is refused, and the refusal is on record.
     *
     * @throws JobOffException if the job is off
     */
    public SyncReport run(SyncRequest request, StopFlag stop) {
        ConfigSync sync = sync();
        return inTurn(sync, request, request.dryRun(), stop, () -> sync.run(request, stop));
    }

    /**
     * Puts a version back, also while the job is paused: who undoes a sync may have paused it first, so that it is not
     * done again.
     *
     * @throws JobOffException if the job is off
     */
    public SyncReport undo(UndoRequest undo, StopFlag stop) {
        ConfigSync sync = sync();
        SyncRequest request = new SyncRequest(Trigger.MANUAL, undo.actor(), undo.dryRun(), true);
        return inTurn(sync, request, true, stop, () -> sync.undo(undo, stop));
    }

    private SyncReport inTurn(
            ConfigSync sync, SyncRequest request, boolean alsoPaused, StopFlag stop, Supplier<SyncReport> work) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Attempt<SyncReport> attempt = scheduler.attempt(ConfigSync.JOB, Trigger.MANUAL, stop, alsoPaused, work);
        while (attempt instanceof Attempt.Busy<SyncReport> && System.nanoTime() - deadline < 0) {
            scheduler.awaitFree(ConfigSync.JOB, Duration.ofNanos(deadline - System.nanoTime()));
            attempt = scheduler.attempt(ConfigSync.JOB, Trigger.MANUAL, stop, alsoPaused, work);
        }
        if (attempt instanceof Attempt.Ran<SyncReport> ran) {
            return ran.result();
        }
        Refusal refusal = Refusal.of(attempt, ConfigSync.JOB, "sync");
        return sync.refuse(request, refusal.reason(), refusal.message());
    }

    /**
     * Runs without a flag too: any user who triggers a job wants it to run. It has ended when this returns, since it
     * takes little time.
     */
    @Override
    public Optional<JobAnswer.Refused> trigger(ServiceSettings settings, boolean force, String actor) {
        SyncRequest request =
                new SyncRequest(Trigger.MANUAL, actor, settings.sync().dryRun(), true);
        try {
            return Refusal.of(run(request, new StopFlag()).run());
        } catch (JobOffException e) {
            return Optional.of(new JobAnswer.Refused("off", Causes.of(e)));
        }
    }

    private ConfigSync sync() {
        SyncWithWatches now = current;
        if (now == null) {
            throw new JobOffException(
                    "the configuration sync is off: config-sync.enabled is false, or neither TEKTON_ROOT nor"
                            + " config-sync.config-file names a configuration");
        }
        return now.sync();
    }

    private boolean isWorthAnotherTry() {
        SyncWithWatches now = current;
        return now != null && now.sync().isWorthAnotherTry();
    }

    @Override
    public JobStatus.Ticks ticks() {
        return new JobStatus.Ticks(memory.ticks(), memory.lastTickAt().orElse(null));
    }

    @Override
    public List<String> warnings(ServiceSettings settings) {
        SyncWithWatches now = current;
        if (now == null) {
            return List.of();
        }
        List<String> warnings = new ArrayList<>(memory.warnings());
        warnings.addAll(now.warnings());
        return List.copyOf(new LinkedHashSet<>(warnings));
    }

    @Override
    public void close() {
        SyncWithWatches now;
        synchronized (this) {
            now = current;
            current = null;
        }
        if (now != null) {
            now.close();
        }
        follower.close();
    }
}
