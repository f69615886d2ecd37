package io.tekton.sharedservices.configsync.job;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.configsync.SyncRequest;
import java.util.Optional;

/** The configuration sync as its job sees it, under the settings of one moment. Thread-safe. */
public interface SyncWork {
    /** Whether a flag is raised, or a run that did not end well has left one. Cheap; throws nothing. */
    boolean isCalledFor();

    /** Distinguishes one raising of the flag from another: two that are equal are the same. */
    Object flag();

    /**
     * Whether the configuration is out of line with the registry, and by whose doing: only a save of somebody's is a
     * drift to repair. It is worked out anew only where a file has changed. What cannot be read is not out of line:
     * nobody asked for a sync.
     *
     * @return empty if there is nothing to repair or to report
     */
    Optional<ConfigDeviation> drift();

    /** All that goes wrong ends up in the report. */
    SyncReport run(SyncRequest request, StopFlag stop);
}
