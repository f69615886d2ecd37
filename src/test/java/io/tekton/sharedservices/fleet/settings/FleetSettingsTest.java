package io.tekton.sharedservices.fleet.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.settings.SettingsLayers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the settings of a fleet may be, and what their faults say. */
class FleetSettingsTest {
    @TempDir
    private Path folder;

    private FleetSettings read(String... set) {
        SettingsLayers.Builder layers = SettingsLayers.builder();
        for (String setting : set) {
            layers.set(setting);
        }
        Places places = Places.of(Map.of("HOME", folder.toString()), null, null, folder, folder);
        return ServiceSettings.read(layers.build(), places, new UserNames(), Instant.EPOCH)
                .fleet();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fleet.url=mysql://host/fleet | is no address of a PostgreSQL",
                "fleet.url=postgresql://host | names no database",
                "fleet.url=postgresql://op:secret@host/fleet | says more than where it is",
                "fleet.url=postgresql://host/fleet?sslmode=disable | says more than where it is",
                "fleet.url=postgresql://host/fleet | is set and fleet.user is not",
                "fleet.name=a host | is no name of a host",
                "fleet.heartbeat=100ms | is too short",
                "fleet.connection=pooled | held, short"
            })
    void aFaultSaysWhatIsAllowed(String setting, String said) {
        assertThatThrownBy(() -> read(setting))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(said)
                .hasMessageNotContaining("secret");
    }

    @Test
    void aHostThatWouldBeSilentBetweenTwoHeartbeatsIsAFault() {
        assertThatThrownBy(() -> read("fleet.url=postgresql://h/f", "fleet.user=u", "fleet.heartbeat=30s"))
                .hasMessageContaining("fleet.silent-after")
                .hasMessageContaining("at least 1m, twice fleet.heartbeat");
    }

    @Test
    void withoutAUrlThereIsNoFleet() {
        assertThat(read().isOn()).isFalse();
    }

    @Test
    void anAddressHasADefaultPortAndIsShownWhole() {
        FleetSettings settings = read("fleet.url=postgresql://db.example/fleet", "fleet.user=fleet-a");

        assertThat(settings.url()).hasToString("Optional[postgresql://db.example:5432/fleet]");
        assertThat(settings.url().orElseThrow().isLoopback()).isFalse();
        assertThat(FleetUrl.parse("postgresql://[::1]:5433/f").isLoopback()).isTrue();
        assertThat(FleetUrl.parse("postgresql://[::1]:5433/f")).hasToString("postgresql://[::1]:5433/f");
    }
}
