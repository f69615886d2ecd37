package io.tekton.sharedservices.runtime;

import io.tekton.sharedservices.api.JobOffException;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.configsync.SyncRequest;
import io.tekton.sharedservices.configsync.UndoRequest;
import io.tekton.sharedservices.configsync.job.ConfigSyncJob;
import io.tekton.sharedservices.configsync.job.FlagListener;
import io.tekton.sharedservices.configsync.job.SyncJobState;
import io.tekton.sharedservices.schedule.JobScheduler;
import io.tekton.sharedservices.schedule.ScheduleListener;
import io.tekton.sharedservices.schedule.due.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The configuration sync of a process that holds the store: its job, the watches that call for it, and what is known of
 * it, across changes of the settings. Thread-safe.
 */
public final class FollowedSync implements AutoCloseable {
    /** Between two tries of what failed where the schedule is no interval. */
    private static final Duration CRON_INTERVAL = Duration.ofSeconds(30);

    private final ServiceRuntime parts;
    private final ManualSyncs manual;
    private final FlagListener follower;
    private final SyncJobState memory = new SyncJobState();
    private volatile @Nullable SyncWithWatches current;
    private boolean started;

    public FollowedSync(ServiceRuntime parts, JobScheduler scheduler, ScheduleListener listener) {
        this.parts = parts;
        this.manual = new ManualSyncs(scheduler);
        this.follower = new FlagListener(scheduler, listener, CRON_INTERVAL, this::isWorthAnotherTry);
    }

    /**
     * The job under these settings, which count from now on; empty where they switch it off or name no configuration.
     */
    public synchronized Optional<ConfigSyncJob> job(ServiceSettings settings) {
        SyncWithWatches before = current;
        if (before == null || !before.isFor(parts, settings)) {
            if (before != null) {
                before.close();
            }
            SyncWithWatches next =
                    SyncWithWatches.of(parts, settings, follower::signal).orElse(null);
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
                : Optional.of(new ConfigSyncJob(now, settings.sync(), schedule, memory, parts::moment));
    }

    /** Watches and follows from now on; the scheduler has the job. */
    public synchronized void start() {
        started = true;
        SyncWithWatches now = current;
        if (now != null) {
            now.watch();
        }
        follower.start();
    }

    /**
     * Checks at once whether there is anything to do: a flag raised, or an edit saved, under other settings or in a
     * pause may need a sync now.
     */
    public void checkNow() {
        follower.signal();
    }

    /** @throws JobOffException if the job is off */
    public SyncReport run(SyncRequest request, StopFlag stop) {
        return manual.run(sync(), request, stop);
    }

    /** @throws JobOffException if the job is off */
    public SyncReport undo(UndoRequest request, StopFlag stop) {
        return manual.undo(sync(), request, stop);
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

    /** How often the job has checked. */
    public JobStatus.Ticks ticks() {
        return new JobStatus.Ticks(memory.ticks(), memory.lastTickAt().orElse(null));
    }

    /** What an operator should know, a sentence each. */
    public List<String> warnings() {
        SyncWithWatches now = current;
        if (now == null) {
            return List.of();
        }
        List<String> warnings = new ArrayList<>(memory.warnings());
        warnings.addAll(now.warnings());
        return List.copyOf(new LinkedHashSet<>(warnings));
    }

    /** Stops following; runs that others began go on. The scheduler is closed after this. */
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
