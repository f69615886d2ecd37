package io.tekton.sharedservices.journal.leftover;

import java.util.List;

/** What people ask of the record of leftovers. */
public interface LeftoverHistory {
    /** In the order in which they were judged. */
    List<RecordedLeftover> leftovers(String runId);

    /** In their order. */
    List<LeftoverDeed> leftoverDeeds(String runId);
}
