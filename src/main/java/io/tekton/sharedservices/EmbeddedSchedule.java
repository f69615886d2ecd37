package io.tekton.sharedservices;

import io.tekton.sharedservices.audit.Run;
import io.tekton.sharedservices.audit.RunOutcome;
import io.tekton.sharedservices.audit.RunQuery;
import io.tekton.sharedservices.audit.Trigger;
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
    private static final String LOGGER = "io.tekton.sharedservices.OrphanCleanupService";
    private static final Duration STOP_MARGIN = Duration.ofSeconds(10);
    private static final int PAGE = 100;

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

    /** The newest cleanup on record that was carried out or is on: a refused call is none, nor is one that was skipped, nor a rehearsal by hand. */
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

    static boolean wasCarriedOut(Run run) {
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
