package io.tekton.sharedservices.runtime;

import io.tekton.sharedservices.api.OpenRecords;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.process.HostName;
import io.tekton.sharedservices.registry.memory.RegistrationMemory;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.store.StoreFacts;
import io.tekton.sharedservices.store.sql.StoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The history of a state folder without a store: reading a record must not create a store. */
public record EmptyHistory(Path stateFolder, RegistrationMemory registryMemory) implements OpenRecords, History {
    public static EmptyHistory of(Places places) {
        return new EmptyHistory(
                places.stateFolder(), RegistrationMemory.readOnly(places.stateFolder(), places.tektonState()));
    }

    @Override
    public String host() {
        return HostName.read();
    }

    @Override
    public History history() {
        return this;
    }

    @Override
    public List<Run> runs(RunQuery query) {
        return List.of();
    }

    @Override
    public Optional<Run> run(String id) {
        return Optional.empty();
    }

    @Override
    public List<RecordedVerdict> verdicts(String runId) {
        return List.of();
    }

    @Override
    public Optional<SyncRecord> sync(String runId) {
        return Optional.empty();
    }

    @Override
    public List<Termination> terminations(TerminationQuery query) {
        return List.of();
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
    public StoreFacts storeFacts() {
        throw none();
    }

    @Override
    public void backup(Path target) {
        throw none();
    }

    private StoreException none() {
        return new StoreException(
                "there is no store in " + stateFolder + ": nothing has run with this state folder yet");
    }

    @Override
    public void close() {}
}
