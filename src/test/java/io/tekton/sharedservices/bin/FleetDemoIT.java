package io.tekton.sharedservices.bin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.endtoend.InstalledProgram;
import io.tekton.sharedservices.testing.Alone;
import io.tekton.sharedservices.testing.Rounds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The demo of a fleet, as it is installed, with the PostgreSQL of this machine. */
@EnabledOnOs(OS.LINUX)
@Tag(Rounds.LONG_ONLY)
@Alone // it judges by ages of seconds
class FleetDemoIT {
    private static final long PATIENCE_MINUTES = 6;

    @TempDir
    private Path given;

    @Test
    void showsAFleetAndLeavesNothingBehind() throws Exception {
        boolean installed;
        try (Stream<Path> programs = Files.exists(Path.of("/usr/lib/postgresql"))
                ? Files.find(Path.of("/usr/lib/postgresql"), 3, (file, facts) -> file.endsWith("bin/initdb"))
                : Stream.empty()) {
            installed = programs.findAny().isPresent();
        }
        if (!Boolean.parseBoolean(System.getenv("CI"))) {
            assumeTrue(installed, "no PostgreSQL in /usr/lib/postgresql");
        }
        InstalledProgram program = new InstalledProgram(given);
        // the server's own user has to reach it
        Path tmp = Files.createTempDirectory(Path.of("/tmp"), "fleet demo");
        Files.setPosixFilePermissions(tmp, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        Path said = given.resolve("said");
        ProcessBuilder builder = program.script("demo", "--fleet");
        builder.environment().put("TMPDIR", tmp.toString());
        Process demo =
                builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        try {
            assertThat(demo.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES))
                    .as("in %s minutes: %s", PATIENCE_MINUTES, said)
                    .isTrue();

            String out = Files.readString(said);
            assertThat(demo.exitValue()).as(out).isZero();
            assertThat(out)
                    .contains(
                            "The keeper ",
                            "The centre stops.",
                            "permission denied",
                            "Nothing was lost, and every host decided alone.");
            assertThat(tmp).isEmptyDirectory();
            assertThat(processesNaming(tmp)).isEmpty();
        } finally {
            demo.destroyForcibly();
            program.close();
            Files.deleteIfExists(tmp);
        }
    }

    private static List<String> processesNaming(Path folder) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .map(FleetDemoIT::commandLine)
                    .filter(line -> line.contains(folder.toString()))
                    .toList();
        }
    }

    private static String commandLine(Path process) {
        try {
            return new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // it has ended
        }
    }
}
