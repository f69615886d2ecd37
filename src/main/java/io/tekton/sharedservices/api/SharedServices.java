package io.tekton.sharedservices.api;

import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.survey.Suspects;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.store.StoreFacts;
import io.tekton.sharedservices.store.record.PurgeReport;
import io.tekton.sharedservices.store.sql.StoreException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that can be asked of the services and their records. There are two ways to ask: in the process that holds the
 * store, and from a command to the daemon that holds it. Called by many threads at once.
 *
 * <p>Every method may throw {@link StoreException} or {@link io.tekton.sharedservices.journal.AuditException} when the
 * store fails, and on the client's side {@link ApiException}.
 */
public interface SharedServices extends AutoCloseable {
    /** Cheap, and asked for by strangers: takes no lock and reads no store. */
    Health health();

    /** Answers within a few hundred milliseconds whatever the jobs are at. */
    Status status();

    /** Every job that exists, as in {@link Status#jobs()}. */
    List<JobStatus> jobs();

    /** In characters, of why somebody triggers or pauses a job. */
    int LONGEST_REASON = 1_000;

    /**
     * Has a job run now; returns when the run is under way or refused, not when it is over.
     *
     * @param force also within the hour after the last live cleanup
     * @param reason why, for the record; null where nothing was said
     * @param actor who asks, for the record
     */
    JobAnswer trigger(String job, boolean force, @Nullable String reason, String actor);

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
     * @param stop raised when the caller wants it to end; a daemon's own goes on
     * @throws SettingsDifferException as {@link #cleanup}
     */
    SyncReport sync(SyncOrder order, StopFlag stop);

    /** @throws SettingsDifferException as {@link #cleanup} */
    Explanation.Answer explain(int pid, ClientContext asker);

    /**
     * Processes with several signs of being left behind and no proof. Nothing is signalled.
     *
     * @throws SettingsDifferException as {@link #cleanup}
     */
    Suspects suspects(ClientContext asker);

    /**
     * Puts leftovers back from the quarantine. What came of each is on record, in {@link History#leftovers}.
     *
     * @param what a run that moved things, or the path that one thing had
     * @param actor who asks, for the record
     * @return the run that did, or one that was refused
     */
    Run restoreLeftovers(String what, String actor);

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

    /** The host whose records these are. */
    String host();

    History history();

    /** Events of the chain after a sequence, oldest first. */
    List<AuditEvent> eventsAfter(long sequence, int limit);

    ChainCheck verifyChain();

    /** Changes of the settings of a running daemon, the newest first. */
    List<RecordedSettingChange> settingChanges(int limit);

    /** Requests of people to the jobs of this host, the newest first. */
    List<Intervention> interventions(int limit);

    /** Which registry files were read before. */
    RegistryMemory registryMemory();

    StoreFacts storeFacts();

    /**
     * Writes a consistent copy of the store; refuses to write over a file.
     *
     * @param target absolute, as the process that holds the store sees it
     */
    void backup(Path target);

    /** Gives back the store, where this process holds it for a command. */
    @Override
    void close();
}
