package io.tekton.sharedservices.services;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.api.SyncOrder;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.job.Cleanups;
import io.tekton.sharedservices.cleanup.survey.Suspects;
import io.tekton.sharedservices.cleanup.witness.Witness;
import io.tekton.sharedservices.cleanup.witness.WitnessMemory;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.process.HostName;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.registry.memory.RegistrationMemory;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.store.StoreFacts;
import io.tekton.sharedservices.store.record.PurgeReport;
import io.tekton.sharedservices.store.sql.StoreException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/** The services of a state folder without a store: who only reads must not create one. */
public final class NoStore extends WithoutDaemon {
    private final Places places;
    private final Supplier<ServiceSettings> settings;
    private final Clock clock;
    private final RegistrationMemory memory;

    public NoStore(Places places, Supplier<ServiceSettings> settings, Clock clock) {
        this.places = places;
        this.settings = settings;
        this.clock = clock;
        this.memory = RegistrationMemory.readOnly(places.stateFolder(), places.tektonState());
    }

    @Override
    public Status status() {
        return status(settings.get(), job -> null, job -> null, null, List.of());
    }

    @Override
    public Explanation.Answer explain(int pid, ClientContext asker) {
        return Cleanups.explainer(places, settings.get(), memory, witness(), clock)
                .explain(pid, LocalServices.untouchable(asker));
    }

    @Override
    public Suspects suspects(ClientContext asker) {
        return Cleanups.suspects(places, settings.get(), memory, witness(), clock)
                .find(LocalServices.untouchable(asker));
    }

    private Witness witness() {
        return new Witness(WitnessMemory.readOnly(places.stateFolder()));
    }

    @Override
    public CleanupReport cleanup(CleanupOrder order, StopFlag stop, CleanupListener listener) {
        throw none();
    }

    @Override
    public SyncReport sync(SyncOrder order, StopFlag stop) {
        throw none();
    }

    @Override
    public Run restoreLeftovers(String what, String actor) {
        throw none();
    }

    @Override
    public PurgeReport purge(String actor, ClientContext asker) {
        throw none();
    }

    @Override
    public String host() {
        return HostName.read();
    }

    @Override
    public History history() {
        return History.EMPTY;
    }

    @Override
    public List<AuditEvent> eventsAfter(long sequence, int limit) {
        return List.of();
    }

    @Override
    public ChainCheck verifyChain() {
        return new ChainCheck.Intact(0, AuditEvent.GENESIS, 0, 0);
    }

    @Override
    public List<RecordedSettingChange> settingChanges(int limit) {
        return List.of();
    }

    @Override
    public List<Intervention> interventions(int limit) {
        return List.of();
    }

    @Override
    long head() {
        return 0;
    }

    @Override
    Places places() {
        return places;
    }

    @Override
    public RegistryMemory registryMemory() {
        return memory;
    }

    @Override
    public StoreFacts storeFacts() {
        throw none();
    }

    @Override
    public void backup(Path target) {
        throw none();
    }

    private StoreException none() {
        return new StoreException(
                "there is no store in " + places.stateFolder() + ": nothing has run with this state folder yet");
    }

    @Override
    public void close() {}
}
