package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.cleanup.StopFlag;

/**
 * The configuration sync of one host: the only place that joins flag, registry, configuration and audit, and the only one that writes the
 * configuration. One run at a time: a second caller waits for the first.
 */
public final class ConfigSync {
    /** The job's name on record. */
    public static final String JOB = "config-sync";

    /**
     * Whether a run has something to do: a flag is raised, or a claim was left by a run that did not end well. Cheap; throws nothing.
     */
    public boolean isCalledFor() {
        throw new UnsupportedOperationException("not written yet");
    }

    /**
     * Runs one sync. All that can go wrong in it ends up in the report: nothing is thrown for a run that failed.
     *
     * @param stop checked between steps; once the file is exchanged, the run goes on to its end, which takes no time
     */
    public SyncReport run(SyncRequest request, StopFlag stop) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** Puts the newest backup back, with a record of its own. */
    public SyncReport undo(String actor, StopFlag stop) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** Puts a run on record that cannot begin, for a reason of the caller's, such as a job that is paused. */
    public SyncReport refuse(SyncRequest request, String reason, String message) {
        throw new UnsupportedOperationException("not written yet");
    }
}
