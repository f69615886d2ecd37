package io.tekton.sharedservices.embedded;

import io.tekton.sharedservices.OrphanCleanupService;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.cleanup.job.OrphanCleanupJob;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.runtime.ManualCleanups;
import io.tekton.sharedservices.runtime.ServiceRuntime;
import io.tekton.sharedservices.schedule.JobScheduler;
import io.tekton.sharedservices.schedule.JobStatus;
import io.tekton.sharedservices.store.database.StoreSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.logging.log4j.LogManager;

/** Store and scheduler of an {@link OrphanCleanupService} while it is started. Thread-safe. */
public final class EmbeddedSchedule implements EmbeddedLife.Started {
    private static final String LOGGER = "io.tekton.sharedservices.OrphanCleanupService";
    private static final Duration STOP_MARGIN = Duration.ofSeconds(10);
    private static final int PAGE = 100;

    private final ServiceRuntime parts;
    private final OrphanCleanup cleanup;
    private final JobScheduler scheduler;
    private final Duration patience;

    private EmbeddedSchedule(ServiceRuntime parts, OrphanCleanup cleanup, JobScheduler scheduler, Duration patience) {
        this.parts = parts;
        this.cleanup = cleanup;
        this.scheduler = scheduler;
        this.patience = patience;
    }

    /** Opens the store and begins to run what is due. What was opened is closed again if that fails. */
    public static EmbeddedSchedule start(Embedding given, EmbeddedPurge purge) {
        ServiceSettings settings = given.settings();
        StoreSettings how = new StoreSettings(
                given.places().stateFolder(), StoreSettings.PATIENCE_OF_A_COMMAND, "an embedded cleanup service");
        ServiceRuntime parts = ServiceRuntime.open(given.places(), settings, given.clock(), how);
        JobScheduler scheduler = null;
        EmbeddedSchedule started = null;
        try {
            OrphanCleanup cleanup = parts.cleanup(settings);
            if (settings.cleanupJob().enabled() && !settings.cleanup().dryRun()) {
                parts.hour()
                        .hold()
                        .ifPresent(why -> LogManager.getLogger(LOGGER)
                                .warn("live cleanups are refused until that changes: {}", why));
            }
            scheduler = JobScheduler.create(
                    parts.host(), parts.store(), settings.engine(), parts::moment, new EmbeddedListener(LOGGER));
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

    private static OrphanCleanupJob job(ServiceRuntime parts, OrphanCleanup cleanup, ServiceSettings settings) {
        return new OrphanCleanupJob(
                cleanup, settings.cleanupJob().schedule(), parts.reader(), parts.host(), Set.of(ServiceRuntime.self()));
    }

    public CleanupReport run(CleanupRequest request, StopFlag stop) {
        return new ManualCleanups(scheduler)
                .run(cleanup, request, Set.of(ServiceRuntime.self()), stop, CleanupListener.NONE);
    }

    @Override
    public Optional<JobStatus> job() {
        return scheduler.status().stream().findFirst();
    }

    /**
     * The newest cleanup on record that was carried out or is running. Refused and skipped calls and manual dry runs
     * are left out.
     */
    @Override
    public Optional<Run> lastRun() {
        Optional<Run> newest = job().map(JobStatus::lastRun);
        if (newest.isEmpty() || wasCarriedOut(newest.get())) {
            return newest;
        }
        List<Run> page;
        String before = newest.get().id();
        do {
            page = parts.reader().runs(new RunQuery(OrphanCleanup.JOB, null, null, null, before, PAGE));
            for (Run run : page) {
                boolean rehearsal = run.dryRun() && run.trigger() == Trigger.MANUAL;
                if (wasCarriedOut(run) && !rehearsal && run.host().equals(parts.host())) {
                    return Optional.of(run);
                }
                before = run.id();
            }
        } while (page.size() == PAGE);
        return Optional.empty();
    }

    public static boolean wasCarriedOut(Run run) {
        return run.outcome() != RunOutcome.REFUSED && run.outcome() != RunOutcome.SKIPPED;
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
