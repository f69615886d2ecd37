package io.tekton.sharedservices.api;

import io.tekton.sharedservices.audit.AuditEvent;
import io.tekton.sharedservices.audit.ChainCheck;
import io.tekton.sharedservices.audit.History;
import io.tekton.sharedservices.audit.RecordedSettingChange;
import io.tekton.sharedservices.audit.Retention;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.StopFlag;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.settings.Origin;
import io.tekton.sharedservices.settings.Problem;
import io.tekton.sharedservices.settings.SettingInForce;
import io.tekton.sharedservices.settings.Settings;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.store.PurgeReport;
import io.tekton.sharedservices.store.StoreFacts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A session with a running daemon, on behalf of a command of this process. What the command was given by an option, a variable or {@code --config} is
 * applied to its one run, or the daemon refuses; what it merely finds in the usual file or by default is left to the daemon's settings.
 */
public final class RemoteSession implements Session {
    private final Services daemon;
    private final Map<String, SettingInForce> given = new HashMap<>();
    private final boolean whole;

    /**
     * @param settings as the command has them
     * @param fileNamed whether the settings file was named, so that all of it is what the command was given
     */
    public RemoteSession(Services daemon, Settings settings, boolean fileNamed) {
        this.daemon = daemon;
        this.whole = fileNamed;
        for (SettingInForce setting : settings.inForce()) {
            boolean named = setting.origin() instanceof Origin.Option || setting.origin() instanceof Origin.Variable;
            if (setting.value() != null && (named || fileNamed)) {
                given.put(setting.key(), setting);
            }
        }
    }

    @Override
    public String host() {
        return daemon.host();
    }

    /** {@inheritDoc} Its durations and limit count where they were given; see above. */
    @Override
    public CleanupReport cleanup(CleanupRequest request, StopFlag stop, CleanupListener listener) {
        Duration usual = request.dryRun() ? Duration.ZERO : CleanupRequest.MANUAL_CONFIRM_AFTER;
        boolean dryRunGiven = request.dryRun() || given.containsKey("orphan-cleanup.dry-run");
        CleanupOrder order = new CleanupOrder(
                request.actor(),
                dryRunGiven ? request.dryRun() : null,
                ifGiven("min-age", request.minAge()),
                ifGiven("grace", request.grace()),
                request.confirmAfter().equals(usual) ? null : request.confirmAfter(),
                ifGiven("max-terminations", request.maxTerminations()),
                request.force(),
                asker());
        return agreeing(() -> daemon.cleanup(order, stop, listener));
    }

    private <T> @Nullable T ifGiven(String key, T value) {
        return given.containsKey("orphan-cleanup." + key) ? value : null;
    }

    @Override
    public Explanation.Answer explain(int pid) {
        return agreeing(() -> daemon.explain(pid, asker()));
    }

    private Asker asker() {
        Map<String, String> values = new HashMap<>();
        given.forEach((key, setting) -> values.put(key, Objects.requireNonNullElse(setting.value(), "")));
        return new Asker(Set.of((int) ProcessHandle.current().pid()), values, whole);
    }

    private <T> T agreeing(Supplier<T> asking) {
        try {
            return asking.get();
        } catch (SettingsDifferException e) {
            throw new SettingsException(
                    e.differences().stream().map(this::problem).toList());
        }
    }

    private Problem problem(SettingsDifferException.Difference difference) {
        SettingInForce setting = given.get(difference.key());
        String has = difference.inForce();
        return new Problem(
                setting == null ? new Origin.Default() : setting.origin(),
                difference.key(),
                Objects.requireNonNullElse(difference.given(), ""),
                "is not what the running daemon has, and cannot be applied to one run",
                (has == null ? "what the daemon has: nothing" : "what the daemon has: " + has)
                        + "; or change its settings, or stop it");
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
    public RegistryMemory registryMemory() {
        return daemon.registryMemory();
    }

    @Override
    public StoreFacts storeFacts() {
        return daemon.storeFacts();
    }

    /** {@inheritDoc} A retention that was given and is not the daemon's is refused. */
    @Override
    public PurgeReport purge(String actor) {
        Map<String, String> values = new HashMap<>(asker().given());
        values.keySet().retainAll(Retention.KEYS);
        return agreeing(() -> daemon.purge(actor, new Asker(Set.of(), values, false)));
    }

    @Override
    public void backup(Path target) {
        daemon.backup(target);
    }

    /** Does nothing: no connection is held between two questions. */
    @Override
    public void close() {}
}
