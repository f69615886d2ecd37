package io.tekton.sharedservices.services;

import io.tekton.sharedservices.cleanup.job.CleanupJob;
import io.tekton.sharedservices.configsync.job.SyncJob;
import io.tekton.sharedservices.leftover.job.LeftoverJob;
import io.tekton.sharedservices.runtime.Job;
import io.tekton.sharedservices.runtime.JobDescription;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.schedule.JobScheduler;
import io.tekton.sharedservices.schedule.ScheduleListener;
import java.util.List;

/** The jobs of this program, in the order in which people see them. The one place that names them all. */
public final class AllJobs {
    public static final List<JobDescription> DESCRIPTIONS =
            List.of(CleanupJob.DESCRIPTION, SyncJob.DESCRIPTION, LeftoverJob.DESCRIPTION);

    private AllJobs() {}

    /** As {@link io.tekton.sharedservices.runtime.ServiceRuntime.JobFactory}. */
    public static List<Job> make(RuntimeContext context, JobScheduler scheduler, ScheduleListener listener) {
        return List.of(
                new CleanupJob(context, scheduler),
                new SyncJob(context, scheduler, listener),
                new LeftoverJob(context, scheduler));
    }
}
