package io.tekton.sharedservices.api;

import io.tekton.sharedservices.audit.AuditEvent;
import io.tekton.sharedservices.audit.ChainCheck;
import io.tekton.sharedservices.audit.History;
import io.tekton.sharedservices.audit.RecordedSettingChange;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.StopFlag;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.store.PurgeReport;
import io.tekton.sharedservices.store.StoreException;
import io.tekton.sharedservices.store.StoreFacts;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that can be asked of a running daemon: what the daemon offers to the HTTP server, and what {@link ApiClient} offers to the commands on the
 * other side. Called by many threads at once.
 *
 * <p>Every method may throw {@link StoreException} or {@link io.tekton.sharedservices.audit.AuditException} when the store fails, and on the client's side
 * {@link ApiException}.
 */
public interface Services {
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

    /** Keeps a job from being run by schedule until {@link #resume}; pausing a paused one changes reason and actor. */
    JobAnswer pause(String job, @Nullable String reason, String actor);

    /** Resuming a job that is not paused changes nothing. */
    JobAnswer resume(String job, String actor);

    /** Reads the settings again. */
    ReloadAnswer reload(String actor);

    /** The host whose records these are. */
    String host();

    History history();

    /**
     * Runs one cleanup and waits for its end.
     *
     * @param stop raised when whoever asked wants it to end; the run then signals nothing more
     * @param listener called on the run's own thread; must be quick and throw nothing
     * @throws SettingsDifferException if the asker was given settings that differ from those in force and cannot be applied to one run
     */
    CleanupReport cleanup(CleanupOrder order, StopFlag stop, CleanupListener listener);

    /** @throws SettingsDifferException as {@link #cleanup} */
    Explanation.Answer explain(int pid, Asker asker);

    /** Events of the chain behind a sequence, oldest first. */
    List<AuditEvent> eventsAfter(long sequence, int limit);

    ChainCheck verifyChain();

    /** Changes of the settings of a running daemon, the newest first. */
    List<RecordedSettingChange> settingChanges(int limit);

    /** Which registry files were read before. */
    RegistryMemory registryMemory();

    StoreFacts storeFacts();

    /**
     * Takes away what retention keeps no longer, now.
     *
     * @param actor who asks, for the record
     * @throws SettingsDifferException if the asker was given a retention that differs from the one in force
     */
    PurgeReport purge(String actor, Asker asker);

    /**
     * Writes a consistent copy of the store; refuses to write over a file.
     *
     * @param target absolute, as the daemon sees it
     */
    void backup(Path target);
}
