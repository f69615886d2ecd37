package io.tekton.sharedservices.cleanup;

import java.time.Duration;

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
     * Once, when a run begins: how long it waits from SIGTERM to SIGKILL. A run that is refused before it begins has
     * none.
     */
    default void grace(Duration grace) {}

    /**
     * @param done how many are done with in this phase
     * @param total of how many; 0 where that is not known
     */
    void progress(Phase phase, int done, int total);
}
