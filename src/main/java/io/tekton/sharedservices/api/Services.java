package io.tekton.sharedservices.api;

import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.client.ApiClient;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.store.record.PurgeReport;
import io.tekton.sharedservices.store.sql.StoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All requests to a running daemon: what the daemon offers to the HTTP server, and what {@link ApiClient} offers to the
 * commands on the other side. Called by many threads at once.
 *
 * <p>Every method may throw {@link StoreException} or {@link io.tekton.sharedservices.journal.AuditException} when the
 * store fails, and on the client's side {@link ApiException}.
 */
public interface Services extends Records {
    /** Cheap, and asked for by strangers: takes no lock and reads no store. */
    Health health();

    /** Answers within a few hundred milliseconds whatever the jobs are at. */
    Status status();

    /** Every job that exists, as in {@link Status#jobs()}. */
    List<JobStatus> jobs();

    /**
     * Has a job run now; returns when the run is under way or refused, not when it is over.
     *
     * @param force also within the hour after the last live cleanup
     * @param actor who asks, for the record
     */
    JobAnswer trigger(String job, boolean force, String actor);

    /**
     * The same, with a word of why for the record.
     *
     * @param reason null where nothing was said
     */
    default JobAnswer trigger(String job, boolean force, @Nullable String reason, String actor) {
        return trigger(job, force, actor);
    }

    /**
     * Keeps a job from being run by schedule until {@link #resume}; pausing a paused one for another reason replaces
     * reason and actor, without a reason it changes nothing. All of it is on record.
     */
    JobAnswer pause(String job, @Nullable String reason, String actor);

    /** Resuming a job that is not paused changes nothing. */
    JobAnswer resume(String job, String actor);

    /** Reads the settings again. */
    ReloadAnswer reload(String actor);

    /**
     * Runs one cleanup and waits for its end.
     *
     * @param stop raised when the caller wants it to end; the run then signals nothing more
     * @param listener called on the run's own thread; must be quick and throw nothing
     * @throws SettingsDifferException if the asker was given settings that differ from those in force and cannot be
     *     applied to one run
     */
    CleanupReport cleanup(CleanupOrder order, StopFlag stop, CleanupListener listener);

    /**
     * Runs one configuration sync, or undoes the last one, and waits for its end, which takes seconds at most. What
     * cannot run is in the report.
     *
     * @throws SettingsDifferException as {@link #cleanup}
     */
    SyncReport sync(SyncOrder order);

    /** @throws SettingsDifferException as {@link #cleanup} */
    Explanation.Answer explain(int pid, ClientContext asker);

    /**
     * Takes away what retention keeps no longer, now.
     *
     * @param actor who asks, for the record
     * @throws SettingsDifferException if the asker was given settings that differ from those in force
     */
    PurgeReport purge(String actor, ClientContext asker);

    /**
     * Sees to it that a command that has nothing to apply its settings to was not given others than those in force.
     * Secrets that both have are masked on both sides, and pass.
     *
     * @throws SettingsDifferException with every difference
     */
    void agree(ClientContext asker);
}
