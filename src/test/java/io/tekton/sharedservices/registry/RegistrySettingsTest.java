package io.tekton.sharedservices.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrySettingsTest {
    private static final Path STATE = Path.of("/srv/tekton/.tekton");

    @Test
    void takesTheDefaultRelativeToTheStateFolder() {
        RegistrySettings settings = RegistrySettings.of(RegistrySettings.DEFAULT_FILES, STATE, WhenMissing.REFUSE);

        assertThat(settings.files())
                .containsExactly(
                        new RegistryFile(STATE.resolve("ai_registry/platform_ai_registry.json"), false),
                        new RegistryFile(STATE.resolve("aish/ci-registry/wrapped_cis.json"), true));
        assertThat(settings.readBound()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void takesAbsolutePathsAndSpacesAsTheyAre() {
        assertThat(RegistrySettings.parseFiles(" /etc/a b.json ? ,../c.json", STATE))
                .containsExactly(
                        new RegistryFile(Path.of("/etc/a b.json"), true),
                        new RegistryFile(Path.of("/srv/tekton/c.json"), false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                ",",
                "a,",
                "a,,b",
                "?",
                "a, ?",
                "a??",
                "~/a",
                "a,./a",
                "a,a?",
                "/srv/tekton/.tekton/a,a",
                "a\0b"
            })
    void refusesAListThatIsNotPlainAndSaysWhatIsAllowed(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegistrySettings.parseFiles(text, STATE))
                .withMessageContaining("allowed");
    }

    @Test
    void refusesABoundThatIsNotAboveZero() {
        List<RegistryFile> files = List.of(new RegistryFile(STATE.resolve("a"), false));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RegistrySettings(files, WhenMissing.REFUSE, Duration.ZERO))
                .withMessageContaining("above zero");
    }
}
