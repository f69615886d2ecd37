package io.tekton.sharedservices;

import io.tekton.sharedservices.api.Records;
import io.tekton.sharedservices.audit.AuditEvent;
import io.tekton.sharedservices.audit.AuditReader;
import io.tekton.sharedservices.audit.ChainCheck;
import io.tekton.sharedservices.audit.Intervention;
import io.tekton.sharedservices.audit.RecordedSettingChange;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.store.StoreFacts;
import java.nio.file.Path;
import java.util.List;

/** What the store that this process holds has on record of its host. */
abstract class StoreRecords implements Records {
    final LocalParts parts;

    StoreRecords(LocalParts parts) {
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
