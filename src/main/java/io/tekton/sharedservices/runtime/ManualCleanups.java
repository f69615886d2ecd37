package io.tekton.sharedservices.runtime;

import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.schedule.Attempt;
import io.tekton.sharedservices.schedule.JobScheduler;
import io.tekton.sharedservices.text.HostTime;
import java.util.Set;

/**
 * Cleanups on request, in turn with the scheduled ones: what cannot run now is refused, and the refusal is on record.
 */
public record ManualCleanups(JobScheduler scheduler) {
    public CleanupReport run(
            OrphanCleanup cleanup,
            CleanupRequest request,
            Set<Integer> askers,
            StopFlag stop,
            CleanupListener listener) {
        Attempt<CleanupReport> attempt = scheduler.attempt(
                OrphanCleanup.JOB,
                Trigger.MANUAL,
                stop,
                request.dryRun(),
                () -> cleanup.run(request, askers, stop, listener));
        if (attempt instanceof Attempt.Ran<CleanupReport> ran) {
            return ran.result();
        }
        if (attempt instanceof Attempt.Busy<CleanupReport> busy) {
            return cleanup.refuse(
                    request,
                    "already-running",
                    "another cleanup has been running since " + HostTime.text(busy.since()));
        }
        if (attempt instanceof Attempt.Paused<CleanupReport> paused) {
            return cleanup.refuse(request, "paused", Pauses.sentence(paused.pause()));
        }
        return attempt instanceof Attempt.Unknown<CleanupReport>
                ? cleanup.refuse(request, "disabled", "the settings switch the job off (orphan-cleanup.enabled)")
                : cleanup.refuse(request, "stopped", "the service is stopping");
    }
}
