package io.tekton.sharedservices.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.concurrent.Stopwatch;
import io.tekton.sharedservices.json.JsonValue;
import io.tekton.sharedservices.posix.PythonChild;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformRegistryTest {
    @TempDir
    private Path folder;

    @Test
    void readsTheWholeEntries() throws IOException {
        List<PlatformEntry> entries =
                PlatformEntries.of(new String(Samples.bytes(Samples.PLATFORM), StandardCharsets.UTF_8));

        assertThat(entries).extracting(PlatformEntry::port).containsExactly(45012, 45004, 45001, 45099);
        JsonValue.Scalar pid =
                (JsonValue.Scalar) entries.get(1).metadata().members().get(0).value();
        assertThat(pid.raw()).isEqualTo("\"42801\"");
        assertThat(entries.get(2).metadata().members()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{`a`:{`port`:45012}} | 45012",
                "{`a`:{`port`:45012.0}} | 45012",
                "{`a`:{`port`:4.5e4}} | 45000",
                "{`a`:{`port`:0}} | 0",
                "{`a`:{`port`:null}} |",
                "{`a`:{`component`:`a`}} |",
            })
    void readsAPortHoweverItIsSpelt(String json, Integer port) {
        assertThat(PlatformEntries.of(json.replace('`', '"')))
                .extracting(PlatformEntry::port)
                .containsExactly(port);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{`a`:{`port`:`45012`}} | 1:14 | text as entry `a`, `port`",
                "{`a`:{`port`:[]}} | 1:14 | an array",
                "{`a`:{`port`:-1}} | 1:14 | 0 to 65535",
                "{`a`:{`port`:65536}} | 1:14 | 0 to 65535",
                "{`a`:{`port`:1.5}} | 1:14 | 0 to 65535",
                "{`a`:{`port`:1e99999999999}} | 1:14 | 0 to 65535",
                "{`a`:{`port`:1e999999999}} | 1:14 | 0 to 65535",
                "{`a`:{`metadata`:[]}} | 1:18 | `metadata`",
                "{`a`:{`component`:7}} | 1:19 | `component`",
                "{``:{`pid`:7}} | 1:2 | no component",
                "{` `:{`component`:``}} | 1:2 | no component",
            })
    void refusesWhatNoEntrySays(String json, String place, String word) {
        assertThatThrownBy(() -> PlatformEntries.of(json.replace('`', '"')))
                .hasMessageStartingWith(place + " ")
                .hasMessageContaining(word.replace('`', '"'));
    }

    @Test
    void takesNoBeginningOfARegistryForARegistry() throws IOException {
        byte[] whole = Samples.bytes(Samples.PLATFORM);
        int end = new String(whole, StandardCharsets.UTF_8).stripTrailing().length();

        for (int length = 0; length < end; length++) {
            String beginning = new String(Arrays.copyOf(whole, length), StandardCharsets.UTF_8);
            assertThatThrownBy(() -> PlatformEntries.of(beginning)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void waitsForTheLockAndNoLongerThanItsBound() throws IOException {
        Path file = Files.writeString(folder.resolve("platform_ai_registry.json"), "{}");
        Path lock = Files.createFile(folder.resolve(".registration.lock"));
        PlatformRegistry registry = new PlatformRegistry(file, Duration.ofMillis(50), Set.of(), Stopwatch.system());

        PythonChild holder = PythonChild.holding(lock);
        PlatformRegistry.Reading locked = registry.read();
        holder.close();

        assertThat(((PlatformRegistry.Reading.NotRead) locked).refused().reason())
                .isEqualTo(RegistryReading.LOCKED);
        assertThat(registry.read()).isEqualTo(new PlatformRegistry.Reading.Read(List.of()));
        assertThat(PythonChild.couldLock(lock)).isTrue();
    }

    @Test
    void saysThatItIsMissing() {
        Path file = folder.resolve("platform_ai_registry.json");

        PlatformRegistry.Reading reading =
                new PlatformRegistry(file, Duration.ofMillis(50), Set.of(), Stopwatch.system()).read();

        assertThat(((PlatformRegistry.Reading.NotRead) reading).refused().reason())
                .isEqualTo(RegistryReading.MISSING);
    }
}
