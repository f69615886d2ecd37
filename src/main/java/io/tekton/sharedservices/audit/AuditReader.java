package io.tekton.sharedservices.audit;

import java.util.List;
import java.util.Optional;

/** Reads what was remembered. */
public interface AuditReader {
    List<Run> runs(RunQuery query);

    Optional<Run> run(String id);

    /** The newest run of this job on this host that may have signalled: live, and neither refused nor skipped. */
    Optional<Run> lastLiveRun(String job, String host);

    /** Runs of this host that are RUNNING on record. */
    List<Run> running(String host);

    /** In the order in which they were judged. */
    List<RecordedVerdict> verdicts(String runId);

    List<Termination> terminations(TerminationQuery query);

    /** Terminations of a run whose intent stands and whose result does not. */
    List<Termination> unresolved(String runId);
}
