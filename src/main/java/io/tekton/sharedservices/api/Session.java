package io.tekton.sharedservices.api;

import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.StopFlag;

/** What a command can have done, whoever does it: this process with the store open, or the daemon that holds it. */
public interface Session extends OpenRecords {
    CleanupReport cleanup(CleanupRequest request, StopFlag stop, CleanupListener listener);

    Explanation.Answer explain(int pid);
}
