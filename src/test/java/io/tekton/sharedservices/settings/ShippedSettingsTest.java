package io.tekton.sharedservices.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The file beside {@code bin/}, as it is handed out. */
class ShippedSettingsTest {

    private static final Path FILE = Path.of("quartz.properties");
    private static final Pattern SWITCHED_OFF = Pattern.compile("#[a-z][\\w.-]+ = .+");

    @Test
    void setsNothingByItself() throws IOException {
        PropertiesText.Parsed parsed = PropertiesText.parse(FILE, Files.readString(FILE));

        assertThat(parsed.settings()).isEmpty();
        assertThat(parsed.problems()).isEmpty();
    }

    @Test
    void showsEverySettingWithItsDefault() throws IOException {
        String switchedOn = Files.readAllLines(FILE).stream()
                .filter(line -> SWITCHED_OFF.matcher(line).matches())
                .map(line -> line.substring(1))
                .collect(Collectors.joining("\n"));

        PropertiesText.Parsed parsed = PropertiesText.parse(FILE, switchedOn);

        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.settings())
                .extracting(s -> s.key() + "=" + s.value())
                .contains(
                        "orphan-cleanup.enabled=true",
                        "orphan-cleanup.schedule=every 6h",
                        "orphan-cleanup.min-age=2h",
                        "orphan-cleanup.grace=10s",
                        "orphan-cleanup.dry-run=false",
                        "orphan-cleanup.max-terminations=50",
                        "orphan-cleanup.confirm-after=60s",
                        "orphan-cleanup.alert-threshold=10",
                        "orphan-cleanup.users=self",
                        "registry.files=ai_registry/platform_ai_registry.json, aish/ci-registry/wrapped_cis.json?",
                        "registry.when-missing=refuse",
                        "config-sync.enabled=true",
                        "config-sync.schedule=every 30s",
                        "config-sync.config-file=$TEKTON_ROOT/config/tekton_ai_config.json",
                        "config-sync.dry-run=false",
                        "config-sync.drift=repair",
                        "history.keep=90d",
                        "history.keep-failures=365d",
                        "history.max-size=1g",
                        "audit.keep=forever",
                        "web.address=127.0.0.1",
                        "web.port=8377");
    }
}
