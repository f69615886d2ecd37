package io.tekton.sharedservices.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.files.FileTrust;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.settings.SettingsLayers;
import io.tekton.sharedservices.testing.Mutations;
import io.tekton.sharedservices.testing.Trials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped settings, all switched on, with anything done to them: settings, or all faults in words. */
class MutatedSettingsTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    @TempDir
    Path temp;

    @Test
    void areReadOrRefusedInWords() throws IOException {
        String good = Files.readAllLines(Path.of("quartz.properties")).stream()
                .map(line -> line.matches("#[a-z.-]+ = .*") ? line.substring(1) : line)
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.joining("\n"));
        Places places =
                Places.of(Map.of("HOME", temp.toString(), "TEKTON_ROOT", temp.toString()), null, null, temp, temp);
        try (Trials trials = Trials.of("bad input", "mutated settings files", 400)) {
            Mutations mutations = new Mutations(trials.random());
            while (trials.next()) {
                Path file = Files.write(
                        temp.resolve("quartz.properties"), mutations.of(good.getBytes(StandardCharsets.UTF_8)));
                read(file, places, trials.which());
                trials.kept();
            }
        }
    }

    private static void read(Path file, Places places, String which) {
        try {
            ServiceSettings.read(
                    SettingsLayers.builder().file(file, FileTrust.ofThisUser()).build(), places, new UserNames(), NOW);
        } catch (SettingsException e) {
            assertThat(e.problems())
                    .as(which)
                    .isNotEmpty()
                    .allSatisfy(problem -> assertThat(problem.text())
                            .as(which)
                            .doesNotContain("Exception")
                            .doesNotContain("\u001b")
                            .doesNotContain("\u202e"));
        } catch (RuntimeException | Error e) {
            throw new AssertionError(which, e);
        }
    }
}
