package io.tekton.sharedservices.config;

import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.journal.Retention;
import io.tekton.sharedservices.leftover.rule.LeftoverSettings;
import io.tekton.sharedservices.notify.NotifySettings;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.registry.RegistryFile;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.registry.RegistrySettings;
import io.tekton.sharedservices.registry.WhenEmpty;
import io.tekton.sharedservices.registry.WhenMissing;
import io.tekton.sharedservices.schedule.EngineSettings;
import io.tekton.sharedservices.schedule.JobSettings;
import io.tekton.sharedservices.settings.Origin;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.Settings;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.settings.SettingsLayers;
import io.tekton.sharedservices.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The settings of all rooms, read in one go, so that all faults are reported together. */
public record ServiceSettings(
        JobSettings cleanupJob,
        CleanupSettings cleanup,
        RegistrySettings registry,
        JobSettings syncJob,
        ConfigSyncSettings sync,
        JobSettings leftoverJob,
        LeftoverSettings leftovers,
        Retention retention,
        WebSettings web,
        NotifySettings notifications,
        FleetSettings fleet,
        LogFormat logFormat,
        EngineSettings engine,
        Settings all) {
    /** The jobs that have a section of their own, in the order in which people see them. */
    public static final List<String> JOBS = List.of(OrphanCleanup.JOB, ConfigSync.JOB, LeftoverSettings.JOB);

    /** The shortest time between two cleanups. */
    public static final Duration SHORTEST_CLEANUP_INTERVAL = Duration.ofHours(1);

    private static final Duration SHORTEST_LEFTOVER_INTERVAL = Duration.ofMinutes(10);
    private static final Duration SHORTEST_SYNC_INTERVAL = Duration.ofSeconds(1);

    /**
     * Whether nothing here speaks of the platform: owner rules alone, no {@code TEKTON_ROOT}, no registry named. A
     * registry that is missing is then no news.
     */
    public boolean usesOnlyOwners(Places places) {
        return places.tektonRoot() == null
                && cleanup.rules().areOnlyOfOwners()
                && all.inForce().stream()
                        .allMatch(setting ->
                                !setting.key().equals("registry.files") || setting.origin() instanceof Origin.Default);
    }

    /** Whether a registry file that is missing is worth a word: somebody speaks of the platform, or one was read. */
    public boolean needsRegistry(Places places, RegistryMemory memory) {
        return !usesOnlyOwners(places)
                || registry.files().stream().map(RegistryFile::path).anyMatch(memory::wasRead);
    }

    /** {@link #usesOnlyOwners} of settings that are not read yet; false where they have faults. */
    public static boolean useOnlyOwners(SettingsLayers layers, Places places, UserNames users, Instant now) {
        try {
            return read(layers, places, users, now).usesOnlyOwners(places);
        } catch (SettingsException e) {
            // the reading of the settings for their use reports the faults
            return false;
        }
    }

    /** What is not a fault, but may be unexpected: a sentence each. */
    public List<String> doubts() {
        List<String> doubts = new ArrayList<>(all.warnings());
        doubts.addAll(cleanup.doubts());
        if (cleanup.dryRun()) {
            doubts.add("every cleanup is a DRY RUN, so no orphan is ever ended (orphan-cleanup.dry-run)");
        }
        if (sync.dryRun() && syncJob.enabled() && sync.configFile().isPresent()) {
            doubts.add("every sync is a DRY RUN, so the CI configuration is never written (config-sync.dry-run)");
        }
        if (leftovers.dryRun() && leftoverJob.enabled()) {
            doubts.add("every cleanup of leftovers is a DRY RUN, so none is ever moved (leftover-cleanup.dry-run)");
        }
        return doubts;
    }

    /**
     * Reads every section.
     *
     * @param now where the check of cron expressions' firings begins
     * @throws SettingsException with all faults
     */
    public static ServiceSettings read(SettingsLayers layers, Places places, UserNames users, Instant now) {
        SettingsReader reader = new SettingsReader(layers, places);
        JobSettings cleanupJob =
                JobSettings.read(reader, OrphanCleanup.JOB, "every 6h", SHORTEST_CLEANUP_INTERVAL, now);
        CleanupSettings cleanup = CleanupSettings.read(reader, users::scope);
        List<RegistryFile> files = reader.value(
                "registry.files",
                RegistrySettings.DEFAULT_FILES,
                text -> RegistrySettings.parseFiles(text, places.tektonState()));
        WhenMissing whenMissing = reader.oneOf("registry.when-missing", WhenMissing.REFUSE);
        WhenEmpty whenEmpty = reader.oneOf("registry.when-empty", WhenEmpty.REFUSE);
        int maxDrop = reader.value(
                "registry.max-drop", RegistrySettings.DEFAULT_MAX_DROP_PERCENT + "%", RegistrySettings::parseMaxDrop);
        Set<Integer> trusted =
                reader.optionalValue("registry.trusted-users", users::uids).orElse(Set.of());
        JobSettings syncJob = JobSettings.read(reader, ConfigSync.JOB, "every 30s", SHORTEST_SYNC_INTERVAL, now);
        Path base = places.tektonRoot() == null ? places.tektonState() : places.tektonRoot();
        ConfigSyncSettings sync = ConfigSyncSettings.read(reader, places.tektonRoot(), base);
        LeftoverSettings leftovers = LeftoverSettings.read(reader, places);
        JobSettings leftoverJob =
                JobSettings.read(reader, LeftoverSettings.JOB, "every 6h", SHORTEST_LEFTOVER_INTERVAL, now);
        Retention retention = Retention.read(reader);
        WebSettings web = WebSettings.read(reader, places.tektonState());
        NotifySettings notifications = NotifySettings.read(reader);
        FleetSettings fleet = FleetSettings.read(reader, places.tektonState());
        LogFormat logFormat = reader.oneOf("log.format", LogFormat.TEXT);
        EngineSettings engine = EngineSettings.read(reader);
        Settings all = reader.finish();
        return new ServiceSettings(
                cleanupJob,
                cleanup,
                new RegistrySettings(
                        files, whenMissing, whenEmpty, maxDrop, RegistrySettings.DEFAULT_READ_BOUND, trusted),
                syncJob,
                sync,
                new JobSettings(leftoverJob.enabled() && leftovers.areOfUse(), leftoverJob.schedule()),
                leftovers,
                retention,
                web,
                notifications,
                fleet,
                logFormat,
                engine,
                all);
    }
}
