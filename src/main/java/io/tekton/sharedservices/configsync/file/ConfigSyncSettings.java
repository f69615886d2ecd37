package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.settings.SettingsReader;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration sync works on.
 *
 * @param configFile empty where neither the setting nor {@code TEKTON_ROOT} names one: then the job is off
 * @param dryRun record the changes that it would make
 */
public record ConfigSyncSettings(Optional<Path> configFile, boolean dryRun, Drift drift, Replace replace) {
    /** With the usual way to replace the file. */
    public ConfigSyncSettings(Optional<Path> configFile, boolean dryRun, Drift drift) {
        this(configFile, dryRun, drift, Replace.EXCHANGE);
    }

    /** What happens when a save puts an owned field out of line with the registry. */
    public enum Drift {
        REPAIR,
        REPORT
    }

    /** How new content takes the place of the old. */
    public enum Replace {
        /** A new file changes places with the old one in one step. */
        EXCHANGE,
        /**
         * The file itself is overwritten, for one with other names or another owner; a reader can see it half written
         * for a moment.
         */
        IN_PLACE
    }

    /** Reads its section; faults stay with the reader. */
    public static ConfigSyncSettings read(SettingsReader reader, @Nullable Path tektonRoot, Path base) {
        String key = "config-sync.config-file";
        Optional<Path> file = tektonRoot == null
                ? reader.optionalPath(key, base)
                : Optional.of(reader.path(key, tektonRoot.resolve("config/tekton_ai_config.json"), base));
        return new ConfigSyncSettings(
                file,
                reader.bool("config-sync.dry-run", false),
                reader.oneOf("config-sync.drift", Drift.REPAIR),
                reader.oneOf("config-sync.replace", Replace.EXCHANGE));
    }
}
