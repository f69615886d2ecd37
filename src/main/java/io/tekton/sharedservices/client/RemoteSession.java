package io.tekton.sharedservices.client;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.Services;
import io.tekton.sharedservices.api.Session;
import io.tekton.sharedservices.api.SyncOrder;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.configsync.SyncRequest;
import io.tekton.sharedservices.configsync.UndoRequest;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.store.StoreFacts;
import io.tekton.sharedservices.store.record.PurgeReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session with a running daemon, on behalf of a command of this process. Settings from an option, a variable or
 * {@code --config} apply to this one run, or the daemon refuses. For those from the usual file or by default, the
 * daemon's settings apply.
 */
public final class RemoteSession implements Session {
    private final Services daemon;
    private final GivenSettings given;

    /** @param given to the command, and so to count for its run */
    public RemoteSession(Services daemon, GivenSettings given) {
        this.daemon = daemon;
        this.given = given;
    }

    @Override
    public String host() {
        return daemon.host();
    }

    /** {@inheritDoc} Its durations and limit count where they were given; see above. */
    @Override
    public CleanupReport cleanup(CleanupRequest request, StopFlag stop, CleanupListener listener) {
        Duration usual = request.dryRun() ? Duration.ZERO : CleanupRequest.MANUAL_CONFIRM_AFTER;
        boolean dryRunGiven = request.dryRun() || given.has("orphan-cleanup.dry-run");
        CleanupOrder order = new CleanupOrder(
                request.actor(),
                dryRunGiven ? request.dryRun() : null,
                ifGiven("min-age", request.minAge()),
                ifGiven("grace", request.grace()),
                request.confirmAfter().equals(usual) ? null : request.confirmAfter(),
                ifGiven("max-terminations", request.maxTerminations()),
                request.force(),
                given.has("orphan-cleanup.in-service") ? request.inService() : null,
                request.acceptRegistry(),
                given.asker());
        return given.agreeing(() -> daemon.cleanup(order, stop, listener));
    }

    @Override
    public SyncReport sync(SyncRequest request, StopFlag stop) {
        boolean dryRunGiven = request.dryRun() || given.has("config-sync.dry-run");
        SyncOrder order = new SyncOrder(
                request.actor(),
                dryRunGiven ? request.dryRun() : null,
                request.force(),
                request.acceptConfig(),
                request.acceptRegistry(),
                false,
                null,
                given.asker());
        return given.agreeing(() -> daemon.sync(order));
    }

    @Override
    public SyncReport undoSync(UndoRequest request, StopFlag stop) {
        boolean dryRunGiven = request.dryRun() || given.has("config-sync.dry-run");
        SyncOrder order = new SyncOrder(
                request.actor(),
                dryRunGiven ? request.dryRun() : null,
                false,
                false,
                false,
                true,
                request.version(),
                given.asker());
        return given.agreeing(() -> daemon.sync(order));
    }

    private <T> @Nullable T ifGiven(String key, T value) {
        return given.has("orphan-cleanup." + key) ? value : null;
    }

    @Override
    public Explanation.Answer explain(int pid) {
        return given.agreeing(() -> daemon.explain(pid, given.asker()));
    }

    @Override
    public History history() {
        return daemon.history();
    }

    @Override
    public List<AuditEvent> eventsAfter(long sequence, int limit) {
        return daemon.eventsAfter(sequence, limit);
    }

    @Override
    public ChainCheck verifyChain() {
        return daemon.verifyChain();
    }

    @Override
    public List<RecordedSettingChange> settingChanges(int limit) {
        return daemon.settingChanges(limit);
    }

    @Override
    public List<Intervention> interventions(int limit) {
        return daemon.interventions(limit);
    }

    @Override
    public RegistryMemory registryMemory() {
        return daemon.registryMemory();
    }

    @Override
    public StoreFacts storeFacts() {
        return daemon.storeFacts();
    }

    /** {@inheritDoc} Settings that were given and are not the daemon's are refused. */
    @Override
    public PurgeReport purge(String actor) {
        return given.agreeing(() -> daemon.purge(actor, given.asker()));
    }

    @Override
    public void backup(Path target) {
        daemon.backup(target);
    }

    /** Does nothing: no connection is held between two requests. */
    @Override
    public void close() {}
}
