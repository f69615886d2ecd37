package io.tekton.sharedservices;

import io.tekton.sharedservices.api.Session;
import io.tekton.sharedservices.audit.AuditEvent;
import io.tekton.sharedservices.audit.AuditReader;
import io.tekton.sharedservices.audit.ChainCheck;
import io.tekton.sharedservices.audit.RecordedSettingChange;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.cleanup.StopFlag;
import io.tekton.sharedservices.daemon.ServiceSettings;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.store.PurgeReport;
import io.tekton.sharedservices.store.StoreFacts;
import io.tekton.sharedservices.store.StoreSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** The services in this process, with the store open and held until this is closed. */
final class LocalSession implements Session {
    private final LocalParts parts;
    private final ServiceSettings settings;
    private final OrphanCleanup cleanup;

    private LocalSession(LocalParts parts, ServiceSettings settings, OrphanCleanup cleanup) {
        this.parts = parts;
        this.settings = settings;
        this.cleanup = cleanup;
    }

    /** @throws io.tekton.sharedservices.store.StoreException if the store cannot be had */
    static LocalSession open(Places places, ServiceSettings settings, Clock clock, String doing) {
        LocalParts parts = LocalParts.open(places, settings, clock, storeSettings(places, doing));
        return new LocalSession(parts, settings, parts.cleanup(settings));
    }

    static StoreSettings storeSettings(Places places, String doing) {
        return new StoreSettings(places.stateFolder(), StoreSettings.PATIENCE_OF_A_COMMAND, "shared-services " + doing);
    }

    @Override
    public String host() {
        return parts.host();
    }

    @Override
    public CleanupReport cleanup(CleanupRequest request, StopFlag stop, CleanupListener listener) {
        return cleanup.run(request, askers(), stop, listener);
    }

    @Override
    public Explanation.Answer explain(int pid) {
        return cleanup.explain(pid, askers());
    }

    private static Set<Integer> askers() {
        return Set.of(LocalParts.self());
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
    public RegistryMemory registryMemory() {
        return parts.memory();
    }

    @Override
    public StoreFacts storeFacts() {
        return parts.store().facts();
    }

    @Override
    public PurgeReport purge(String actor) {
        return parts.purge(settings.retention(), actor, () -> true);
    }

    @Override
    public void backup(Path target) {
        parts.store().backup(target);
    }

    @Override
    public void close() {
        parts.close();
    }
}
