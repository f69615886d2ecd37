package io.tekton.sharedservices.runtime;

import io.tekton.sharedservices.api.JobOffException;
import io.tekton.sharedservices.api.Session;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.configsync.SyncRequest;
import io.tekton.sharedservices.configsync.UndoRequest;
import io.tekton.sharedservices.process.ProcessTableException;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.record.PurgeReport;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** The services in this process, with the store open and held until this is closed. */
public final class LocalSession extends StoreRecords implements Session {
    private final Logger logger = LogManager.getLogger("daemon");
    private final ServiceSettings settings;

    private LocalSession(ServiceRuntime parts, ServiceSettings settings) {
        super(parts);
        this.settings = settings;
    }

    /** @throws io.tekton.sharedservices.store.sql.StoreException if the store cannot be had */
    public static LocalSession open(Places places, ServiceSettings settings, Clock clock, String doing) {
        ServiceRuntime parts = ServiceRuntime.open(places, settings, clock, storeSettings(places, doing));
        return new LocalSession(parts, settings);
    }

    public static StoreSettings storeSettings(Places places, String doing) {
        return new StoreSettings(places.stateFolder(), StoreSettings.PATIENCE_OF_A_COMMAND, "shared-services " + doing);
    }

    @Override
    public CleanupReport cleanup(CleanupRequest request, StopFlag stop, CleanupListener listener) {
        CleanupReport report = parts.cleanup(settings).run(request, askers(), stop, listener);
        if (!request.dryRun()) {
            checkRuleUsage();
        }
        return report;
    }

    /** The cleanup is over: what goes wrong here is for the log. */
    private void checkRuleUsage() {
        try {
            parts.checkRuleUsage(settings);
        } catch (ProcessTableException | UncheckedIOException e) {
            logger.warn("it is not known which match rules name a process", e);
        }
    }

    @Override
    public SyncReport sync(SyncRequest request, StopFlag stop) {
        return sync().run(request, stop);
    }

    @Override
    public SyncReport undoSync(UndoRequest request, StopFlag stop) {
        return sync().undo(request, stop);
    }

    private ConfigSync sync() {
        return parts.namedSyncPlaces(settings)
                .map(places -> parts.sync(places, settings))
                .orElseThrow(() -> new JobOffException(
                        "neither TEKTON_ROOT nor config-sync.config-file names a configuration to keep in step"));
    }

    @Override
    public Explanation.Answer explain(int pid) {
        return parts.explainer(settings).explain(pid, askers());
    }

    public static Set<Integer> askers() {
        return Set.of(ServiceRuntime.self());
    }

    @Override
    public PurgeReport purge(String actor) {
        return parts.purge(settings.retention(), actor, () -> true);
    }

    @Override
    public void close() {
        parts.close();
    }
}
