package io.tekton.sharedservices.api;

import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.configsync.SyncRequest;
import io.tekton.sharedservices.configsync.UndoRequest;
import io.tekton.sharedservices.store.record.PurgeReport;

/** What a command can request. This process does it with the store open, or the daemon that holds the store does. */
public interface Session extends OpenRecords {
    CleanupReport cleanup(CleanupRequest request, StopFlag stop, CleanupListener listener);

    /** Runs one configuration sync; what cannot run is in the report. */
    SyncReport sync(SyncRequest request, StopFlag stop);

    /** Puts a backup of the configuration back. */
    SyncReport undoSync(UndoRequest request, StopFlag stop);

    Explanation.Answer explain(int pid);

    /**
     * Takes away what retention keeps no longer, now.
     *
     * @param actor who asks, for the record
     */
    PurgeReport purge(String actor);
}
