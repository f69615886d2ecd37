package io.tekton.sharedservices.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingInForce;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.settings.SettingsLayers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the settings of notifications may be, and what their faults say. */
class NotifySettingsTest {
    @TempDir
    private Path folder;

    private ServiceSettings read(String... set) {
        SettingsLayers.Builder layers = SettingsLayers.builder();
        for (String setting : set) {
            layers.set(setting);
        }
        Places places = Places.of(Map.of("HOME", folder.toString()), null, null, folder, folder);
        return ServiceSettings.read(layers.build(), places, new UserNames(), Instant.EPOCH);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "notify.url=ftp://host/x | http://HOST/PATH",
                "notify.url=http:///x | http://HOST/PATH",
                "notify.url=http://user:secret@host/x | without a user in it",
                "notify.url=not an address | http://HOST/PATH",
                "notify.ping-url=/ping | http://HOST/PATH",
                "notify.command=page-me now | the absolute path of a program",
                "notify.on=refused,bogus | 'bogus', which is no kind of notification",
                "notify.on=refused, | '', which is no kind of notification",
                "notify.format=teams | slack, discord, mattermost, ntfy"
            })
    void aFaultSaysWhatIsAllowed(String setting, String said) {
        assertThatThrownBy(() -> read(setting))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(said)
                .hasMessageNotContaining("secret");
    }

    @Test
    void aProgramThatIsNotThereIsAWarningAndKeepsNothingFromStarting() {
        ServiceSettings settings = read("notify.command=/nowhere/page-me now");

        assertThat(settings.notifications().command()).containsExactly("/nowhere/page-me", "now");
        assertThat(settings.doubts()).anyMatch(doubt -> doubt.contains("notify.command names /nowhere/page-me"));
    }

    @Test
    void addressesAreMaskedWhereverSettingsAreListed() {
        assertThat(read("notify.url=https://ci.example.org/T/B/X", "notify.ping-url=https://hc.example.org/uuid")
                        .all()
                        .inForce())
                .filteredOn(setting ->
                        setting.key().startsWith("notify.") && setting.key().endsWith("url"))
                .extracting(SettingInForce::value)
                .containsOnly("***");
    }
}
