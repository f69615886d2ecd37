package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.endtoend.Installation.lives;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A registry that was read in the middle of its being written, torn after any of its bytes. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "real processes of any argv need /proc")
class TornRegistryIT {
    @TempDir
    Path temp;

    @ParameterizedTest
    @Tag(Rounds.LONG_FORM)
    @CsvSource({
        "platform_ai_registry.json, ai_registry/platform_ai_registry.json",
        "wrapped_cis.json, aish/ci-registry/wrapped_cis.json"
    })
    void neverSignalsByATornRegistry(String sample, String place) throws IOException {
        Installation tekton = new Installation(temp);
        byte[] whole;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/samples/" + sample))) {
            whole = in.readAllBytes();
        }
        int json = new String(whole, java.nio.charset.StandardCharsets.UTF_8)
                .stripTrailing()
                .length();
        Path torn = tekton.root.resolve(".tekton").resolve(place);
        Files.createDirectories(torn.getParent());
        try (SampleProcesses zoo = new SampleProcesses()) {
            int orphan = zoo.child(tekton.argv(), Map.of());
            int[] refused = new int[1];

            int step = Rounds.of(6, 1);
            int lengths = (json + step - 1) / step;
            tekton.cleanup()
                    .withoutRereadPause()
                    .runMany(lengths, number -> write(torn, whole, number * step), outcome -> {
                        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.REFUSED);
                        assertThat(outcome.run().reason()).isEqualTo("registry-unreadable");
                        assertThat(lives(orphan)).isTrue();
                        refused[0]++;
                    });

            assertThat(refused[0]).isEqualTo(lengths);
        }
    }

    private static void write(Path file, byte[] whole, int length) {
        try {
            Files.write(file, Arrays.copyOf(whole, length));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
