package io.tekton.sharedservices.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingInForce;
import io.tekton.sharedservices.settings.Settings;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.settings.SettingsLayers;
import io.tekton.sharedservices.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTest {
    private static SettingsReader reader(String... set) {
        SettingsLayers.Builder layers = SettingsLayers.builder();
        for (String given : set) {
            layers.set(given);
        }
        Path home = Path.of("/home/op");
        return new SettingsReader(layers.build(), Places.of(Map.of("HOME", "/home/op"), null, null, home, home));
    }

    private static Retention read(String... set) {
        SettingsReader reader = reader(set);
        Retention retention = Retention.read(reader);
        reader.finish();
        return retention;
    }

    @Test
    void keepsTerminationsForEverAndTheRestForAWhileByDefault() {
        assertThat(read())
                .isEqualTo(new Retention(
                        Optional.of(Duration.ofDays(90)),
                        Optional.of(Duration.ofDays(365)),
                        Optional.empty(),
                        OptionalLong.of(1L << 30)));
    }

    @Test
    void readsItsKeysAndNoOthers() {
        SettingsReader reader =
                reader("history.keep=forever", "history.keep-failures=2d", "audit.keep=3d", "history.max-size=none");

        assertThat(Retention.read(reader))
                .isEqualTo(new Retention(
                        Optional.empty(),
                        Optional.of(Duration.ofDays(2)),
                        Optional.of(Duration.ofDays(3)),
                        OptionalLong.empty()));
        Settings all = reader.finish();
        assertThat(all.inForce().stream().map(SettingInForce::key).collect(Collectors.toSet()))
                .isEqualTo(Retention.KEYS);
    }

    @ParameterizedTest
    @CsvSource({"16m, 16777216", "512m, 536870912", "2g, 2147483648", "1024g, 1099511627776", "1048576m, 1099511627776"
    })
    void readsSizes(String text, long bytes) {
        assertThat(read("history.max-size=" + text).mostBytes()).hasValue(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"15m", "0g", "1025g", "1", "1k", "-1g", "1.5g", "99999999g", "m", "1 g", "forever"})
    void refusesOtherSizesAndSaysWhatIsAllowed(String text) {
        assertThatThrownBy(() -> read("history.max-size=" + text))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("history.max-size")
                .hasMessageContaining("from 16m to 1024g")
                .hasMessageContaining("none");
    }

    @Test
    void saysWhichWayASizeIsWrong() {
        assertThatThrownBy(() -> read("history.max-size=15m")).hasMessageContaining("too small");
        assertThatThrownBy(() -> read("history.max-size=1025g")).hasMessageContaining("too large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"23h", "0d", "36501d", "9", "always"})
    void refusesOtherAgesAndSaysWhatIsAllowed(String text) {
        assertThatThrownBy(() -> read("history.keep=" + text))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("history.keep")
                .hasMessageContaining("forever");
    }

    @Test
    void putsThePolicyInWordsForTheRecord() {
        assertThat(read().text())
                .isEqualTo(
                        "history.keep=90d history.keep-failures=365d audit.keep=forever history.max-size=1073741824");
        assertThat(read("history.max-size=none").text()).endsWith("history.max-size=none");
    }
}
