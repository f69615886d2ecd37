package io.tekton.sharedservices.journal;

/** How a run stands, or how it ended. */
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
