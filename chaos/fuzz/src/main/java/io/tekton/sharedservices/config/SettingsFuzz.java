package io.tekton.sharedservices.config;

import io.tekton.sharedservices.files.FileTrust;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.Problem;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.settings.SettingsLayers;
import io.tekton.sharedservices.testing.InWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** A settings file of any bytes is settings, or all faults in words. */
public final class SettingsFuzz {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    private static Path file;
    private static Places places;

    private SettingsFuzz() {}

    public static void fuzzerInitialize() throws IOException {
        Path folder = Files.createTempDirectory("settings-fuzz");
        file = folder.resolve("quartz.properties");
        places = Places.of(
                Map.of("HOME", folder.toString(), "TEKTON_ROOT", folder.toString()), null, null, folder, folder);
    }

    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        try {
            ServiceSettings.read(
                    SettingsLayers.builder().file(file, FileTrust.ofThisUser()).build(), places, new UserNames(), NOW);
        } catch (SettingsException e) {
            if (e.problems().isEmpty()) {
                throw new AssertionError("refused, and nothing said", e);
            }
            for (Problem problem : e.problems()) {
                InWords.check(problem.text(), bytes);
            }
        }
    }
}
