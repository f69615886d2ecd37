package io.tekton.sharedservices.journal;

/** The state of a run, or how it ended. */
public enum RunOutcome {
    RUNNING,
    SUCCEEDED,
    FAILED,
    /** A safety rule forbade it: nothing was signalled or written. */
    REFUSED,
    SKIPPED,
    /** Its process ended before it did. */
    ABANDONED
}
