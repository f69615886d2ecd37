package io.tekton.sharedservices.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole texts, byte for byte: an installed unit that differs is reported as one to write again. */
class UnitTextsTest {
    private static final Installation FULL = new Installation(
            "op%i",
            Path.of("/home/op"),
            Path.of("/opt/a $HOME 100%i \"b\" \\ {{user}}/bin/shared-services"),
            Path.of("/opt/a & <b>/quartz.properties"),
            Path.of("/srv/tekton/.tekton/shared-services"),
            Path.of("/srv/tekton & co"),
            Path.of("/usr/lib/jvm/<17>"),
            List.of(Path.of("/srv/tekton/.tekton"), Path.of("/srv/a b/100%")),
            Duration.ofSeconds(10),
            true);

    private static final Installation PLAIN = new Installation(
            "op",
            Path.of("/home/op"),
            Path.of("/opt/shared-services/bin/shared-services"),
            Path.of("/opt/shared-services/quartz.properties"),
            Path.of("/home/op/.tekton/shared-services"),
            null,
            null,
            List.of(Path.of("/home/op/.tekton")),
            Duration.ofSeconds(45),
            false);

    @ParameterizedTest
    @CsvSource({"full, true", "full, false", "plain, true", "plain, false"})
    void unitsAreTheRecordedTexts(String name, boolean system) throws IOException {
        Installation installation = name.equals("full") ? FULL : PLAIN;
        Path logs = Path.of(name.equals("full") ? "/srv/logs & <more>" : "/home/op/.tekton/logs");
        String file = "/units/" + name + (system ? "-system" : "-user");

        String unit = new SystemdUnit(installation, system).text();
        String list = new LaunchdPropertyList(installation, system, logs).text();

        assertThat(unit).isEqualTo(recorded(file + ".service"));
        assertThat(list).isEqualTo(recorded(file + ".plist"));
    }

    private static String recorded(String file) throws IOException {
        try (var in = UnitTextsTest.class.getResourceAsStream(file)) {
            assertThat(in).as(file).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
