package io.tekton.sharedservices.audit;

import java.util.List;
import java.util.Optional;

/** Reads what was remembered, with what only whoever runs jobs asks for. */
public interface AuditReader extends History {
    /** The newest run of this job on this host that may have signalled: live, and neither refused nor skipped. */
    Optional<Run> lastLiveRun(String job, String host);

    /** Runs of this host that are RUNNING on record. */
    List<Run> running(String host);

    /** Terminations of a run whose intent stands and whose result does not. */
    List<Termination> unresolved(String runId);
}
