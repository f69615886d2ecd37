package io.tekton.sharedservices.schedule;

import io.tekton.sharedservices.cleanup.StopFlag;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.configsync.SyncRequest;
import java.util.Optional;

/** The configuration sync as its job sees it, under the settings of one moment. Thread-safe. */
public interface SyncWork {
    /** Whether a flag is raised, or a run that did not end well has left one. Cheap; throws nothing. */
    boolean isCalledFor();

    /** Tells one raising of the flag from another: two that are equal are the same. */
    Object flag();

    /**
     * Whether the configuration is out of line with the registry as it was saved last. It is worked out anew only after another save: a registry that
     * was changed without a flag is no drift. What cannot be read is not out of line: nobody asked for a sync.
     *
     * @return what would bring it in line, for people; empty if nothing need be done
     */
    Optional<String> drift();

    /** All that goes wrong ends up in the report. */
    SyncReport run(SyncRequest request, StopFlag stop);
}
