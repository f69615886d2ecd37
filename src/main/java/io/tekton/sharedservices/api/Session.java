package io.tekton.sharedservices.api;

import io.tekton.sharedservices.audit.AuditEvent;
import io.tekton.sharedservices.audit.ChainCheck;
import io.tekton.sharedservices.audit.History;
import io.tekton.sharedservices.audit.RecordedSettingChange;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.StopFlag;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.store.PurgeReport;
import io.tekton.sharedservices.store.StoreFacts;
import java.nio.file.Path;
import java.util.List;

/** What a command can have done, whoever does it: this process with the store open, or the daemon that holds it. */
public interface Session extends AutoCloseable {
    /** The host whose records these are. */
    String host();

    CleanupReport cleanup(CleanupRequest request, StopFlag stop, CleanupListener listener);

    Explanation.Answer explain(int pid);

    History history();

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
     */
    PurgeReport purge(String actor);

    /** Writes a consistent copy of the store; refuses to write over a file. */
    void backup(Path target);

    @Override
    void close();
}
