package io.tekton.sharedservices.cleanup;

/** Hears how a cleanup goes on. Called on the cleanup's own thread; what it throws ends the run. */
public interface CleanupListener {
    /** Hears nothing. */
    CleanupListener NONE = (phase, done, total) -> {};

    /** The steps of a cleanup, in their order. */
    enum Phase {
        SCANNING,
        CONFIRMING,
        TERMINATING,
        WAITING,
        KILLING
    }

    /**
     * @param done how many are done with in this phase
     * @param total of how many; 0 where that is not known
     */
    void progress(Phase phase, int done, int total);
}
