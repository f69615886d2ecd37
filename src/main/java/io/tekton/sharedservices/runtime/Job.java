package io.tekton.sharedservices.runtime;

import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.config.Warnings;
import io.tekton.sharedservices.schedule.ScheduledJob;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A job of a process that holds the store, from its start to its end, across changes of the settings. What the program
 * does with a job (schedule, pause, trigger, status, warnings, heartbeat) it does through this. Thread-safe.
 */
public interface Job extends AutoCloseable {
    JobDescription description();

    /**
     * The job under these settings, which apply from now on; empty where they switch it off or lack what it needs. A
     * run that is on goes on as it began.
     */
    Optional<ScheduledJob> use(ServiceSettings settings);

    /** The scheduler has the job: what calls for a run between its turns is watched from now on. */
    default void start() {}

    /** Checks at once whether there is anything to do: other settings apply, or a pause is over. */
    default void checkNow() {}

    /**
     * Called about twice a minute while all is well, and once at the start.
     *
     * @param warnings gets what an operator should know
     */
    default void heartbeat(ServiceSettings settings, Warnings warnings) {}

    /**
     * Has it run now, as a person asked; returns when the run is under way or refused.
     *
     * @param force also where its own rule on the time between two runs forbids it
     * @param actor who asks, for the record
     * @return empty when it is under way or over
     */
    Optional<JobAnswer.Refused> trigger(ServiceSettings settings, boolean force, String actor);

    /** What an operator should know of it, a sentence each. */
    List<String> warnings(ServiceSettings settings);

    /** How often it has checked whether there is anything to do; null where every tick is a run. */
    default JobStatus.@Nullable Ticks ticks() {
        return null;
    }

    /** Begins nothing more by itself; runs that others began go on. The scheduler is closed after this. */
    @Override
    default void close() {}
}
