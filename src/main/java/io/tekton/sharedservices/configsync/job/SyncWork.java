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
     * Whether the configuration deviates from the registry, and who caused it: only a person's save is drift to repair.
     * It is computed again only if a file has changed. An unreadable file is no deviation: nobody requested a sync.
     *
     * @return empty if there is nothing to repair or to report
     */
    Optional<ConfigDeviation> drift();

    /** All that goes wrong ends up in the report. */
    SyncReport run(SyncRequest request, StopFlag stop);
}
