package io.tekton.sharedservices.runtime;

import io.tekton.sharedservices.api.Records;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.journal.query.AuditReader;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.store.StoreFacts;
import java.nio.file.Path;
import java.util.List;

/** What the store that this process holds has on record of its host. */
public abstract class StoreRecords implements Records {
    public final ServiceRuntime parts;

    public StoreRecords(ServiceRuntime parts) {
        this.parts = parts;
    }

    @Override
    public String host() {
        return parts.host();
    }

    @Override
    public AuditReader history() {
        return parts.reader();
    }

    @Override
    public List<AuditEvent> eventsAfter(long sequence, int limit) {
        return parts.reader().eventsAfter(parts.host(), sequence, limit);
    }

    @Override
    public ChainCheck verifyChain() {
        return parts.reader().verifyChain(parts.host());
    }

    @Override
    public List<RecordedSettingChange> settingChanges(int limit) {
        return parts.settingChanges().newest(limit);
    }

    @Override
    public List<Intervention> interventions(int limit) {
        return parts.interventions().newest(limit);
    }

    @Override
    public RegistryMemory registryMemory() {
        return parts.memory();
    }

    @Override
    public StoreFacts storeFacts() {
        return parts.store().facts();
    }

    @Override
    public void backup(Path target) {
        parts.store().backup(target);
    }
}
