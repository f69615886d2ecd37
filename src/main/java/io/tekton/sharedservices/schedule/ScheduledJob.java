package io.tekton.sharedservices.schedule;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.schedule.due.ClockReading;
import io.tekton.sharedservices.schedule.due.NextRun;
import io.tekton.sharedservices.schedule.due.Schedule;
import java.util.Optional;

/** Something that runs by a schedule. Its runs never overlap: the scheduler sees to that. Thread-safe. */
public interface ScheduledJob {
    /** The job's name on record and for people, such as {@code orphan-cleanup}. */
    String name();

    Schedule schedule();

    /**
     * When it is due, by what is on record. After a run that moved nothing here the scheduler waits a while before it
     * tries again.
     *
     * @throws io.tekton.sharedservices.journal.AuditException if the record cannot be read: then nothing runs
     */
    NextRun due(ClockReading moment);

    /**
     * Runs the job from beginning to end, and records the run. Failures belong in the record; an exception that is
     * still thrown ends only this run.
     *
     * @param trigger why it runs: SCHEDULE or CATCH_UP as {@link #due} says, MANUAL or FLAG
     * @param actor who asked, for the record
     * @param stop asks the run to end; the thread is never interrupted
     * @return the run as it ended; empty if there was nothing to record
     */
    Optional<Run> run(Trigger trigger, String actor, StopFlag stop);

    /** How a job runs: {@link ScheduledJob#run}. */
    interface Work {
        Optional<Run> run(Trigger trigger, String actor, StopFlag stop);
    }

    /** The same job, run in another way, such as with something before or behind this job's own run. */
    default ScheduledJob running(Work work) {
        ScheduledJob job = this;
        return new ScheduledJob() {
            @Override
            public String name() {
                return job.name();
            }

            @Override
            public Schedule schedule() {
                return job.schedule();
            }

            @Override
            public NextRun due(ClockReading moment) {
                return job.due(moment);
            }

            @Override
            public Optional<Run> run(Trigger trigger, String actor, StopFlag stop) {
                return work.run(trigger, actor, stop);
            }
        };
    }
}
