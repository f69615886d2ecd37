package io.tekton.sharedservices.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.install.Installation;
import io.tekton.sharedservices.install.SystemdUnit;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.testing.Neighbour;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The unit under a real systemd: closed as it is, the service must still see processes, end its own user's, and stop in
 * order.
 */
class SystemdServiceIT {
    private static final Path UNITS = Path.of("/run/systemd/system");
    private static final String NAME =
            "shared-services-test-" + ProcessHandle.current().pid() + ".service";

    @TempDir
    Path folder;

    @Test
    void endsAnOrphanUnderItsHardening() throws Exception {
        assumeTrue(Files.isDirectory(UNITS), "systemd does not run here");
        assumeTrue(new UserNames().self().uid() == 0, "only root can add a unit");
        Path root = Files.createDirectories(folder.resolve("tekton"));
        Path registry = root.resolve(".tekton/ai_registry/platform_ai_registry.json");
        Files.createDirectories(registry.getParent());
        Files.writeString(registry, Neighbour.registry());
        Path state = Files.createDirectory(
                root.resolve(".tekton/shared-services"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path logs = Files.createDirectories(root.resolve(".tekton/logs"));
        Path script = Files.writeString(folder.resolve("tekton_ai_specialist.py"), "while read -r line; do :; done\n");
        Path config = Files.writeString(
                folder.resolve("quartz.properties"),
                "orphan-cleanup.default-rules = false\norphan-cleanup.match.test = program=sh script=" + script
                        + "\norphan-cleanup.min-age = 0s\norphan-cleanup.confirm-after = 1s\nweb.port = 0\n");
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
        Installation installation = new Installation(
                "root",
                folder,
                Path.of("bin/shared-services").toAbsolutePath(),
                config,
                state,
                root,
                Path.of(System.getProperty("java.home")),
                List.of(state, logs, registry.getParent()),
                Duration.ofSeconds(10),
                false);
        Path unit = Files.writeString(UNITS.resolve(NAME), new SystemdUnit(installation, true).text());
        Process orphan = new ProcessBuilder("sh", script.toString()).start();
        try {
            systemctl("daemon-reload");
            assertThat(systemctl("start", NAME)).isZero();

            assertThat(orphan.waitFor(240, TimeUnit.SECONDS)).isTrue();
            assertThat(systemctl("is-active", "--quiet", NAME)).isZero();
            assertThat(systemctl("stop", NAME)).isZero();
            assertThat(systemctl("is-failed", "--quiet", NAME)).isNotZero();
        } finally {
            orphan.destroyForcibly();
            systemctl("stop", NAME);
            Files.delete(unit);
            systemctl("daemon-reload");
        }
    }

    private static int systemctl(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "systemctl";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        System.out.print(said);
        return code;
    }
}
