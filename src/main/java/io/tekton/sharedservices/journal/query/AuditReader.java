package io.tekton.sharedservices.journal.query;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Termination;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the record, including what only the process that runs jobs needs. */
public interface AuditReader extends History {
    /**
     * The newest run of this job on this host, whatever it was. Newest means last recorded, as everywhere here: a clock
     * that was set ahead for a while leaves runs with start times in the future.
     */
    Optional<Run> newestRun(String job, String host);

    /**
     * The newest run of this job on this host that may have signalled: live, and neither refused nor skipped;
     * {@linkplain Run#asLastRepeated as last repeated}.
     */
    Optional<Run> lastLiveRun(String job, String host);

    /**
     * The newest run of this job on this host that began by SCHEDULE or CATCH_UP and was not SKIPPED;
     * {@linkplain Run#asLastRepeated as last repeated}.
     */
    Optional<Run> lastScheduledRun(String job, String host);

    /**
     * Where a row of runs began that were each tried again soon: the first run by schedule behind the newest one before
     * {@code last} that was not.
     *
     * @param last a run that began by schedule
     * @return {@code last} itself where no such run was just before it
     */
    Run beginOfRetries(Run last);

    /** Whether a run sent a signal, tried to, or whether that cannot be ruled out. */
    boolean mayHaveSignalled(String runId);

    /**
     * The newest run of this job on this host that shows the state of the job. Such a run was scheduled or live, and it
     * was neither refused to a person nor skipped. A manual dry run is excluded.
     */
    Optional<Run> lastRun(String job, String host);

    /**
     * Whether a run of this job that began by schedule was recorded as SKIPPED after another one.
     *
     * @param runId the other one; null for the beginning of all records
     */
    boolean wasSkippedSince(String job, String host, @Nullable String runId);

    /** Runs of this host that are RUNNING on record. */
    List<Run> running(String host);

    /** Terminations of a run whose intent is recorded and whose result is not. */
    List<Termination> unresolved(String runId);
}
