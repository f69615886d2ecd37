package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.SyncRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sync did.
 *
 * @param plan null where it did not come to a plan
 * @param warnings what is not a fault, but may be unexpected: two entries for one component
 * @param recorded whether all of it is in the store
 */
public record SyncReport(Run run, @Nullable SyncRecord plan, List<String> warnings, boolean recorded) {
    public SyncReport {
        warnings = List.copyOf(warnings);
    }
}
