package io.tekton.sharedservices.schedule;

import io.tekton.sharedservices.journal.Pause;
import java.time.Instant;

/**
 * The outcome of asking for a run outside of the schedule.
 *
 * @param <T> what the run gives
 */
public sealed interface Attempt<T> {
    /** It ran to its end. */
    record Ran<T>(T result) implements Attempt<T> {}

    /** Another run of this job is on. */
    record Busy<T>(Instant since) implements Attempt<T> {}

    /** The job is paused. */
    record Paused<T>(Pause pause) implements Attempt<T> {}

    /** There is no such job, or it is switched off. */
    record Unknown<T>() implements Attempt<T> {}

    /** The scheduler is shutting down. */
    record Closing<T>() implements Attempt<T> {}
}
