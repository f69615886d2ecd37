package io.tekton.sharedservices.embedded;

import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.files.FileTrust;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingInForce;
import io.tekton.sharedservices.settings.SettingsLayers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a service that is embedded in another program was given. */
public record Embedding(Places places, ServiceSettings settings, Clock clock) {
    /** Every setting in force that has a value, secrets masked. */
    public Map<String, String> settingsInForce() {
        Map<String, String> values = new LinkedHashMap<>();
        for (SettingInForce setting : settings.all().inForce()) {
            if (setting.value() != null) {
                values.put(setting.key(), setting.value());
            }
        }
        return values;
    }

    /** Who asks for a run through an embedded service, on record. */
    public static String actor() {
        return new UserNames().self().name() + "@embedded";
    }

    /** Collects it; not thread-safe. */
    public static final class Collector {
        private final Map<String, String> environment = new HashMap<>(System.getenv());
        private final Map<String, String> given = new LinkedHashMap<>();
        private @Nullable Path settingsFile;
        private @Nullable Path stateFolder;
        private Clock clock = Clock.systemUTC();

        public void tektonRoot(Path folder) {
            environment.put("TEKTON_ROOT", folder.toAbsolutePath().toString());
        }

        public void stateFolder(Path folder) {
            stateFolder = folder.toAbsolutePath();
        }

        public void settingsFile(Path file) {
            settingsFile = file.toAbsolutePath();
        }

        public void set(String key, String value) {
            given.put(key, value);
        }

        public void clock(Clock newClock) {
            clock = newClock;
        }

        /**
         * @throws io.tekton.sharedservices.settings.SettingsException with everything that is wrong with what was given
         */
        public Embedding collected() {
            Path workingFolder = Path.of("").toAbsolutePath();
            SettingsLayers.Builder builder = SettingsLayers.builder();
            if (settingsFile != null) {
                builder.file(settingsFile, FileTrust.ofThisUser());
            }
            given.forEach((key, value) -> builder.option("builder", key, value));
            SettingsLayers layers = builder.build();
            Places places = Places.of(
                    environment,
                    stateFolder == null ? null : stateFolder.toString(),
                    settingsFile == null ? null : settingsFile.toString(),
                    workingFolder,
                    workingFolder,
                    usual -> ServiceSettings.useOnlyOwners(layers, usual, new UserNames(), clock.instant()));
            return new Embedding(places, ServiceSettings.read(layers, places, new UserNames(), clock.instant()), clock);
        }
    }
}
