package io.tekton.sharedservices.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The rehearsal comes to its end, and signals nothing. */
@EnabledOnOs(OS.LINUX)
class CdsTrainingRunIT {
    @TempDir
    private Path folder;

    @Test
    void usesEveryPartOnceAndSignalsNothing() throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        // as the start script does: newer JDKs warn of native calls that nobody allowed
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CdsTrainingRun.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();

        String said = Files.readString(folder.resolve("said"));
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(printed).isEmpty();
        assertThat(said)
                .contains("Daemon    not running", "Daemon    running", "ready at ", "SPARED by rule 'self'")
                .contains("No matching terminations on record")
                .doesNotContain("cannot be used", "fault of the program", " ORPHAN ");
    }
}
