package io.tekton.sharedservices.runtime;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.configsync.SyncRequest;
import io.tekton.sharedservices.configsync.UndoRequest;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.schedule.Attempt;
import io.tekton.sharedservices.schedule.JobScheduler;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Configuration syncs on request, in turn with those by flag and schedule: a running one is waited for, since it takes
 * little time.
 */
record ManualSyncs(JobScheduler scheduler) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    SyncReport run(ConfigSync sync, SyncRequest request, StopFlag stop) {
        return inTurn(sync, request, request.dryRun(), stop, () -> sync.run(request, stop));
    }

    /** Also while the job is paused: who undoes a sync may have paused it first, so that it is not done again. */
    SyncReport undo(ConfigSync sync, UndoRequest undo, StopFlag stop) {
        SyncRequest request = new SyncRequest(Trigger.MANUAL, undo.actor(), undo.dryRun(), true);
        return inTurn(sync, request, true, stop, () -> sync.undo(undo, stop));
    }

    private SyncReport inTurn(
            ConfigSync sync, SyncRequest request, boolean alsoPaused, StopFlag stop, Supplier<SyncReport> work) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Attempt<SyncReport> attempt = attempt(alsoPaused, stop, work);
        while (attempt instanceof Attempt.Busy<SyncReport> && System.nanoTime() - deadline < 0) {
            scheduler.awaitFree(ConfigSync.JOB, Duration.ofNanos(deadline - System.nanoTime()));
            attempt = attempt(alsoPaused, stop, work);
        }
        if (attempt instanceof Attempt.Ran<SyncReport> ran) {
            return ran.result();
        }
        if (attempt instanceof Attempt.Busy<SyncReport> busy) {
            return sync.refuse(request, "already-running", "another sync has been running since " + busy.since());
        }
        if (attempt instanceof Attempt.Paused<SyncReport> paused) {
            return sync.refuse(request, "paused", Pauses.sentence(paused.pause()));
        }
        return attempt instanceof Attempt.Unknown<SyncReport>
                ? sync.refuse(request, "disabled", "the settings switch the job off (config-sync.enabled)")
                : sync.refuse(request, "stopped", "the service is stopping");
    }

    private Attempt<SyncReport> attempt(boolean alsoPaused, StopFlag stop, Supplier<SyncReport> work) {
        return scheduler.attempt(ConfigSync.JOB, Trigger.MANUAL, stop, alsoPaused, work);
    }
}
