package io.tekton.sharedservices.api;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.store.StoreFacts;
import java.nio.file.Path;
import java.util.List;

/** The records and the store that holds them: the same queries to a daemon and in this process. */
public interface Records {
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
}
