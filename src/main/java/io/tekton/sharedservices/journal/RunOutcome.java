package io.tekton.sharedservices.journal;

/** The state of a run, or how it ended. */
public enum RunOutcome {
    RUNNING,
    SUCCEEDED,
    /** A safety rule forbade a part of it, and the other part was carried out. */
    PARTIAL,
    FAILED,
    /** A safety rule forbade it: nothing was signalled or written. */
    REFUSED,
    SKIPPED,
    /** Its process ended before it did. */
    ABANDONED
}
