package io.tekton.sharedservices.process;

/** The outcome of a signal. */
public enum SignalResult {
    SENT,
    /** The process had ended. */
    GONE,
    /** The system forbade it (EPERM). */
    DENIED
}
