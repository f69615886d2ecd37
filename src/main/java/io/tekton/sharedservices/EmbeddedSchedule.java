package io.tekton.sharedservices;

import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.cleanup.StopFlag;
import io.tekton.sharedservices.daemon.ServiceSettings;
import io.tekton.sharedservices.schedule.JobScheduler;
import io.tekton.sharedservices.schedule.JobStatus;
import io.tekton.sharedservices.schedule.OrphanCleanupJob;
import io.tekton.sharedservices.store.StoreSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.logging.log4j.LogManager;

/** Store and scheduler of an {@link OrphanCleanupService} while it is started. Thread-safe. */
final class EmbeddedSchedule implements EmbeddedLife.Started {
    private static final Duration STOP_MARGIN = Duration.ofSeconds(10);

    private final LocalParts parts;
    private final OrphanCleanup cleanup;
    private final JobScheduler scheduler;
    private final Duration patience;

    private EmbeddedSchedule(LocalParts parts, OrphanCleanup cleanup, JobScheduler scheduler, Duration patience) {
        this.parts = parts;
        this.cleanup = cleanup;
        this.scheduler = scheduler;
        this.patience = patience;
    }

    /** Opens the store and begins to run what is due. What was opened is closed again if that fails. */
    static EmbeddedSchedule start(Embedding given, EmbeddedPurge purge) {
        ServiceSettings settings = given.settings();
        StoreSettings how = new StoreSettings(
                given.places().stateFolder(), StoreSettings.PATIENCE_OF_A_COMMAND, "an embedded cleanup service");
        LocalParts parts = LocalParts.open(given.places(), settings, given.clock(), how);
        JobScheduler scheduler = null;
        EmbeddedSchedule started = null;
        try {
            OrphanCleanup cleanup = parts.cleanup(settings);
            if (settings.cleanupJob().enabled() && !settings.cleanup().dryRun()) {
                parts.hour()
                        .hold()
                        .ifPresent(why -> LogManager.getLogger(OrphanCleanupService.class)
                                .warn("live cleanups are refused until that changes: {}", why));
            }
            scheduler = JobScheduler.create(
                    parts.host(),
                    parts.store(),
                    settings.engine(),
                    parts::moment,
                    new EmbeddedListener(OrphanCleanupService.class));
            scheduler.start(
                    settings.cleanupJob().enabled()
                            ? List.of(purge.after(job(parts, cleanup, settings), parts))
                            : List.of());
            started = new EmbeddedSchedule(
                    parts, cleanup, scheduler, settings.cleanup().grace().plus(STOP_MARGIN));
            return started;
        } finally {
            if (started == null) {
                if (scheduler != null) {
                    scheduler.close(STOP_MARGIN);
                }
                parts.close();
            }
        }
    }

    private static OrphanCleanupJob job(LocalParts parts, OrphanCleanup cleanup, ServiceSettings settings) {
        return new OrphanCleanupJob(
                cleanup, settings.cleanupJob().schedule(), parts.reader(), parts.host(), Set.of(LocalParts.self()));
    }

    CleanupReport run(CleanupRequest request, StopFlag stop) {
        return new ManualCleanups(scheduler)
                .run(cleanup, request, Set.of(LocalParts.self()), stop, CleanupListener.NONE);
    }

    @Override
    public Optional<JobStatus> job() {
        return scheduler.status().stream().findFirst();
    }

    @Override
    public boolean end() {
        return scheduler.close(patience);
    }

    @Override
    public void closeStore() {
        parts.close();
    }
}
