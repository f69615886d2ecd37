package io.tekton.sharedservices.audit;

import java.util.List;
import java.util.Optional;

/** What people ask of the record. */
public interface History {
    /** Newest first. */
    List<Run> runs(RunQuery query);

    Optional<Run> run(String id);

    /** In the order in which they were judged; empty for a run that is not on record. */
    List<RecordedVerdict> verdicts(String runId);

    /** What a configuration sync wrote or was about to write; empty for a run that planned nothing, or is not on record. */
    Optional<SyncRecord> sync(String runId);

    /** Newest first. */
    List<Termination> terminations(TerminationQuery query);
}
