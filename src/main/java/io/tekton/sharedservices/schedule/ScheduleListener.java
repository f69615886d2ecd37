package io.tekton.sharedservices.schedule;

/**
 * Hears what an operator should know of the scheduler. Called in the scheduler's threads; returns soon and throws
 * nothing.
 */
public interface ScheduleListener {
    /** A run threw something: it is over, and nothing else is. */
    void runFailed(String job, Throwable failure);

    /** A trigger would not have fired any more and was set again. */
    void triggerRepaired(String job, String why);

    /** The history or the triggers of a job could not be read or written; it is tried again within a minute. */
    void schedulingFailed(String job, Exception failure);
}
