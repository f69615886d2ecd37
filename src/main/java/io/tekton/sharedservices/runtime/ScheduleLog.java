package io.tekton.sharedservices.runtime;

import io.tekton.sharedservices.config.Warnings;
import io.tekton.sharedservices.schedule.ScheduleListener;
import io.tekton.sharedservices.text.Causes;
import org.apache.logging.log4j.Logger;

/** Puts what the scheduler reports into log and warnings. */
public record ScheduleLog(Warnings warnings, Logger logger) implements ScheduleListener {
    /** The beginning of the subject of a warning that a job could not be scheduled. */
    public static final String SCHEDULING = "schedule of ";

    @Override
    public void runFailed(String job, Throwable failure) {
        logger.error("a run of {} threw", job, failure);
        warnings.raise("run of " + job, "a run of " + job + " broke off: " + Causes.of(failure));
    }

    @Override
    public void triggerRepaired(String job, String why) {
        logger.warn("the trigger of {} was repaired: {}", job, why);
        warnings.raise("trigger of " + job, "the trigger of " + job + " was repaired: " + why);
    }

    @Override
    public void schedulingFailed(String job, Exception failure) {
        logger.error("{} could not be scheduled; it is tried again", job, failure);
        warnings.raise(SCHEDULING + job, job + " could not be scheduled: " + Causes.of(failure));
    }
}
