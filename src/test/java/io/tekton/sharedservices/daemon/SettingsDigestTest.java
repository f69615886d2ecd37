package io.tekton.sharedservices.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingsLayers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsDigestTest {
    @TempDir
    Path temp;

    private String digest(String home, Map<String, String> more, String... set) throws Exception {
        Path folder = Files.createDirectories(temp.toRealPath().resolve(home));
        Map<String, String> environment = new HashMap<>(more);
        environment.put("HOME", folder.toString());
        Places places = Places.of(environment, null, null, folder, folder);
        SettingsLayers.Builder layers = SettingsLayers.builder();
        for (String setting : set) {
            layers.set(setting.replace("{home}", folder.toString()));
        }
        ServiceSettings settings = ServiceSettings.read(layers.build(), places, new UserNames(), Instant.EPOCH);
        return SettingsDigest.of(settings.all(), places);
    }

    @Test
    void hostsWithTheSameFileAndOtherFoldersAreEqual() throws Exception {
        String[] same = {
            "orphan-cleanup.min-age=2h",
            "web.token-file=~/token",
            "registry.files={home}/registry.json",
            "orphan-cleanup.match.own=script={home}/worker.py"
        };

        assertThat(digest("a", Map.of(), same)).isEqualTo(digest("other/b", Map.of(), same));
        assertThat(digest("a", Map.of())).isEqualTo(digest("other/b", Map.of()));
    }

    @Test
    void hostsWithOtherPlatformFoldersAreEqual() throws Exception {
        Path one = Files.createDirectories(temp.toRealPath().resolve("platform-1"));
        Path two = Files.createDirectories(temp.toRealPath().resolve("srv/platform-2"));

        assertThat(digest("a", Map.of("TEKTON_ROOT", one.toString())))
                .isEqualTo(digest("a", Map.of("TEKTON_ROOT", two.toString())));
    }

    @Test
    void whatAHostIsInItsFleetAndItsNamesAreNoPartOfIt() throws Exception {
        assertThat(digest("a", Map.of(), "fleet.name=web-1", "web.public-url=https://web-1.example"))
                .isEqualTo(digest("a", Map.of(), "fleet.name=web-2", "web.public-url=https://web-2.example"));
    }

    @Test
    void anotherValueIsAnotherDigest() throws Exception {
        assertThat(digest("a", Map.of(), "orphan-cleanup.min-age=2h"))
                .isNotEqualTo(digest("a", Map.of(), "orphan-cleanup.min-age=3h"));
        assertThat(digest("a", Map.of(), "web.token-file=~/token"))
                .isNotEqualTo(digest("a", Map.of(), "web.token-file=~/token2"));
    }
}
