package io.tekton.sharedservices.embedded;

import io.tekton.sharedservices.ConfigSyncService;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.configsync.SyncRequest;
import io.tekton.sharedservices.configsync.UndoRequest;
import io.tekton.sharedservices.runtime.FollowedSync;
import io.tekton.sharedservices.runtime.ServiceRuntime;
import io.tekton.sharedservices.schedule.JobScheduler;
import io.tekton.sharedservices.schedule.JobStatus;
import io.tekton.sharedservices.store.database.StoreSettings;
import java.time.Duration;
import java.util.Optional;

/** Store, scheduler and watches of a {@link ConfigSyncService} while it is started. Thread-safe. */
public final class EmbeddedSync implements EmbeddedLife.Started {
    private static final String LOGGER = "io.tekton.sharedservices.ConfigSyncService";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ServiceRuntime parts;
    private final JobScheduler scheduler;
    private final FollowedSync sync;

    private EmbeddedSync(ServiceRuntime parts, JobScheduler scheduler, FollowedSync sync) {
        this.parts = parts;
        this.scheduler = scheduler;
        this.sync = sync;
    }

    /** Opens the store and begins to follow. What was opened is closed again if that fails. */
    public static EmbeddedSync start(Embedding given, EmbeddedPurge purge) {
        StoreSettings how = new StoreSettings(
                given.places().stateFolder(), StoreSettings.PATIENCE_OF_A_COMMAND, "an embedded configuration sync");
        ServiceRuntime parts = ServiceRuntime.open(given.places(), given.settings(), given.clock(), how);
        JobScheduler scheduler = null;
        FollowedSync sync = null;
        EmbeddedSync started = null;
        try {
            EmbeddedListener listener = new EmbeddedListener(LOGGER);
            scheduler = JobScheduler.create(
                    parts.host(), parts.store(), given.settings().engine(), parts::moment, listener);
            sync = new FollowedSync(parts, scheduler, listener);
            scheduler.start(sync.job(given.settings()).stream()
                    .map(job -> purge.after(job, parts))
                    .toList());
            sync.start();
            started = new EmbeddedSync(parts, scheduler, sync);
            return started;
        } finally {
            if (started == null) {
                if (sync != null) {
                    sync.close();
                }
                if (scheduler != null) {
                    scheduler.close(PATIENCE);
                }
                parts.close();
            }
        }
    }

    public SyncReport run(SyncRequest request, StopFlag stop) {
        return sync.run(request, stop);
    }

    public SyncReport undo(UndoRequest request, StopFlag stop) {
        return sync.undo(request, stop);
    }

    @Override
    public Optional<JobStatus> job() {
        return scheduler.status().stream().findFirst();
    }

    public FollowedSync sync() {
        return sync;
    }

    @Override
    public boolean end() {
        sync.close();
        return scheduler.close(PATIENCE);
    }

    @Override
    public void closeStore() {
        parts.close();
    }
}
