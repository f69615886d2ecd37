package io.tekton.sharedservices.configsync.job;

import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.configsync.BelievedRegistrations;
import io.tekton.sharedservices.configsync.BootTime;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.configsync.RegistrationWitness;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings;
import io.tekton.sharedservices.configsync.file.SyncPlaces;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.settings.Places;
import java.time.ZoneId;
import java.util.Optional;

/** Makes the configuration sync of a process that holds the store. */
public final class Syncs {
    private Syncs() {}

    /** Empty where the settings name no configuration. */
    public static Optional<SyncPlaces> places(ServiceSettings settings, Places places) {
        return settings.sync()
                .configFile()
                .map(config -> SyncPlaces.of(settings.registry(), places.tektonState(), places.stateFolder(), config));
    }

    /** The sync of this configuration; whether a run is dry its caller says. */
    public static ConfigSync of(SyncPlaces where, ServiceSettings settings, RuntimeContext context) {
        RegistrationWitness witness = new BelievedRegistrations(
                context.belief(settings, context.processes(settings)),
                context.registry(settings),
                settings.cleanup().rules(),
                settings.registry().maxDropPercent());
        return new ConfigSync(
                context.host(),
                new ConfigSyncSettings(
                        Optional.of(where.config()),
                        false,
                        ConfigSyncSettings.Drift.REPAIR,
                        settings.sync().replace()),
                settings.cleanup().redaction(),
                where,
                context.audit(),
                context.reader(),
                context.unwritten(),
                witness,
                () -> new BootTime(context.table().bootId(), context.table().uptime()),
                context.clock(),
                ZoneId.systemDefault());
    }
}
