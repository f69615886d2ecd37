package io.tekton.sharedservices.journal;

/** What became of an orphan. Each has exactly one result once its run has ended. */
public enum TerminationResult {
    /** A dry run: it would have had its SIGTERM. */
    WOULD_TERMINATE,
    /** Gone after SIGTERM. */
    TERMINATED,
    /** Gone after SIGKILL. */
    KILLED,
    /** Ended by itself before a signal. */
    GONE,
    /** The last check before a signal found that it was no longer an orphan. */
    SPARED_ON_RECHECK,
    /** Still there when the run ended. */
    SURVIVED,
    /** The system forbade the signal (EPERM). */
    DENIED,
    /** The run was refused or stopped before its signal. */
    NOT_SIGNALLED,
    /** A crash came between signal and outcome; settled by a check of the process, never by a signal. */
    UNCERTAIN;

    /** Whether a signal of ours ended it. */
    public boolean isEnded() {
        return this == TERMINATED || this == KILLED;
    }

    /** Whether it makes its run FAILED. */
    public boolean isFailure() {
        return this == SURVIVED || this == DENIED;
    }
}
