package io.tekton.sharedservices;

import io.tekton.sharedservices.api.Session;
import io.tekton.sharedservices.audit.AuditEvent;
import io.tekton.sharedservices.audit.AuditReader;
import io.tekton.sharedservices.audit.ChainCheck;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.cleanup.StopFlag;
import io.tekton.sharedservices.daemon.ServiceSettings;
import io.tekton.sharedservices.process.HostName;
import io.tekton.sharedservices.process.LinuxProcessTable;
import io.tekton.sharedservices.process.PortableProcessTable;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.store.SqlAuditLog;
import io.tekton.sharedservices.store.SqlAuditReader;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.StoreFacts;
import io.tekton.sharedservices.store.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** The services in this process, with the store open and held until this is closed. */
final class LocalSession implements Session {
    private final Store store;
    private final SqlAuditReader reader;
    private final RegistryMemory memory;
    private final OrphanCleanup cleanup;
    private final String host;

    private LocalSession(Store store, RegistryMemory memory, OrphanCleanup cleanup, String host) {
        this.store = store;
        this.reader = store.auditReader();
        this.memory = memory;
        this.cleanup = cleanup;
        this.host = host;
    }

    /**
     * Opens the store and settles what an earlier process left open in it.
     *
     * @throws io.tekton.sharedservices.store.StoreException if the store cannot be had
     */
    static LocalSession open(Places places, ServiceSettings settings, Clock clock, String doing) {
        Store store = Store.open(storeSettings(places, doing), clock);
        LocalSession session = null;
        try {
            ProcessTable table = processTable(settings, clock);
            String host = HostName.read();
            SqlAuditLog audit = store.auditLog(table.bootId(), clock);
            audit.settleAbandoned(host, identity -> seenNow(table, identity));
            RegistryMemory memory = store.registryMemory(host, table.bootId(), clock);
            OrphanCleanup cleanup = new OrphanCleanup(
                    host,
                    table,
                    new RegistryReader(settings.registry(), memory),
                    audit,
                    store.auditReader(),
                    settings.cleanup(),
                    places.tektonState(),
                    clock);
            session = new LocalSession(store, memory, cleanup, host);
            return session;
        } finally {
            if (session == null) {
                store.close();
            }
        }
    }

    static StoreSettings storeSettings(Places places, String doing) {
        return new StoreSettings(places.stateFolder(), StoreSettings.PATIENCE_OF_A_COMMAND, "shared-services " + doing);
    }

    private static ProcessTable processTable(ServiceSettings settings, Clock clock) {
        return Files.isDirectory(Path.of("/proc/self"))
                ? LinuxProcessTable.open(settings.cleanup().rules().variables(), clock)
                : new PortableProcessTable(clock);
    }

    /** What there is to see of a process whose ending was never recorded. */
    private static String seenNow(ProcessTable table, ProcessIdentity identity) {
        if (!identity.bootId().equals(table.bootId())) {
            return "the host has been booted since, so it is gone";
        }
        if (table.node(identity.pid()) instanceof Reading.Present<ProcessNode> node) {
            if (!node.value().identity().equals(identity)) {
                return "its pid belongs to another process now, so it is gone";
            }
            return node.value().zombie() ? "it has ended" : "it is still running";
        }
        return "it is not there any more";
    }

    @Override
    public String host() {
        return host;
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
        return Set.of((int) ProcessHandle.current().pid());
    }

    @Override
    public AuditReader history() {
        return reader;
    }

    @Override
    public List<AuditEvent> eventsAfter(long sequence, int limit) {
        return reader.eventsAfter(host, sequence, limit);
    }

    @Override
    public ChainCheck verifyChain() {
        return reader.verifyChain(host);
    }

    @Override
    public RegistryMemory registryMemory() {
        return memory;
    }

    @Override
    public StoreFacts storeFacts() {
        return store.facts();
    }

    @Override
    public void backup(Path target) {
        store.backup(target);
    }

    @Override
    public void close() {
        store.close();
    }
}
