package io.tekton.sharedservices.cleanup.job;

import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.AuditReader;
import io.tekton.sharedservices.metrics.CleanupProgress;
import io.tekton.sharedservices.schedule.ScheduledJob;
import io.tekton.sharedservices.schedule.due.ClockReading;
import io.tekton.sharedservices.schedule.due.NextRun;
import io.tekton.sharedservices.schedule.due.Schedule;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The orphan cleanup by schedule. The hour between live cleanups is the cleanup's own rule; here it only says when to
 * come again.
 */
public final class OrphanCleanupJob implements ScheduledJob {
    private final OrphanCleanup cleanup;
    private final Schedule schedule;
    private final AuditReader history;
    private final String host;
    private final Set<Integer> askers;
    private final CleanupProgress progress;

    /**
     * @param askers pids that must never be touched, this process above all
     * @param progress follows each run
     */
    public OrphanCleanupJob(
            OrphanCleanup cleanup,
            Schedule schedule,
            AuditReader history,
            String host,
            Set<Integer> askers,
            CleanupProgress progress) {
        this.progress = progress;
        this.cleanup = cleanup;
        this.schedule = schedule;
        this.history = history;
        this.host = host;
        this.askers = Set.copyOf(askers);
    }

    @Override
    public String name() {
        return OrphanCleanup.JOB;
    }

    @Override
    public Schedule schedule() {
        return schedule;
    }

    @Override
    public NextRun due(ClockReading moment) {
        return NextRun.byHistory(schedule, history, name(), host, moment, hourLeft(moment));
    }

    /** What is left of the hour after the last live cleanup, manual ones included. */
    private Duration hourLeft(ClockReading moment) {
        if (cleanup.settings().dryRun()) {
            return Duration.ZERO;
        }
        return cleanup.hourLeft(moment.now(), moment.bootId(), moment.uptime());
    }

    @Override
    public Optional<Run> run(Trigger trigger, String actor, StopFlag stop) {
        try (CleanupProgress.Watch watch = progress.watch(CleanupListener.NONE)) {
            return Optional.of(
                    cleanup.run(request(trigger, actor), askers, stop, watch).run());
        }
    }

    private CleanupRequest request(Trigger trigger, String actor) {
        CleanupSettings settings = cleanup.settings();
        if (trigger == Trigger.MANUAL) {
            return CleanupRequest.manual(settings, actor, settings.dryRun());
        }
        return new CleanupRequest(
                trigger,
                actor,
                settings.dryRun(),
                settings.minAge(),
                settings.grace(),
                settings.confirmAfter(),
                settings.maxTerminations(),
                false,
                settings.inService(),
                false);
    }
}
