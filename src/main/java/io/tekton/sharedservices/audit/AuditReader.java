package io.tekton.sharedservices.audit;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what was remembered. */
public interface AuditReader {
    List<Run> runs(RunQuery query);

    Optional<Run> run(String id);

    /** The newest run of this job on this host that may have signalled: live, and neither refused nor skipped. */
    Optional<Run> lastLiveRun(String job, String host);

    /** The newest run of this job on this host that began by SCHEDULE or CATCH_UP and was not SKIPPED; newest by the order of recording. */
    Optional<Run> lastScheduledRun(String job, String host);

    /**
     * Whether a run of this job that began by schedule was recorded as SKIPPED after another one.
     *
     * @param runId the other one; null for the beginning of all records
     */
    boolean wasSkippedSince(String job, String host, @Nullable String runId);

    /** Runs of this host that are RUNNING on record. */
    List<Run> running(String host);

    /** In the order in which they were judged. */
    List<RecordedVerdict> verdicts(String runId);

    List<Termination> terminations(TerminationQuery query);

    /** Terminations of a run whose intent stands and whose result does not. */
    List<Termination> unresolved(String runId);
}
