package io.tekton.sharedservices.daemon;

import static io.tekton.sharedservices.daemon.DaemonFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.daemon.DaemonFixture.Daemon;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a service manager hears of a real daemon. */
@EnabledOnOs(OS.LINUX)
class DaemonNotificationIT {
    private static final String LISTENER = """
            import socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind(sys.argv[1])
            print('bound', flush=True)
            while True: print(repr(s.recv(4096).decode()), flush=True)
            """;

    @TempDir
    Path temp;

    private DaemonFixture house;

    @BeforeEach
    void build() throws IOException {
        house = new DaemonFixture(temp);
    }

    @AfterEach
    void tearDown() {
        house.close();
    }

    @Test
    void hearsReadinessSignsOfLifeAndTheEnd() throws Exception {
        Path socket = house.folder.resolve("notify");
        Path heard = house.folder.resolve("heard.txt");
        Process listener;
        try {
            listener = new ProcessBuilder(List.of("python3", "-c", LISTENER, socket.toString()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(heard.toFile())
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "python3 stands in for the service manager and is not here: " + e.getMessage());
            throw e;
        }
        try {
            await("the listener", () -> DaemonFixture.text(heard).contains("bound"));
            house.environment.put("NOTIFY_SOCKET", socket.toString());
            house.environment.put("WATCHDOG_USEC", "600000");
            Daemon daemon = house.run();
            await("a sign of life", () -> DaemonFixture.text(heard).contains("'WATCHDOG=1'"));
            assertThat(daemon.stop().code()).isZero();
            await("the end", () -> DaemonFixture.text(heard).contains("'STOPPING=1'"));
        } finally {
            listener.destroy();
            listener.waitFor();
        }

        List<String> lines = DaemonFixture.text(heard).lines().skip(1).toList();
        assertThat(lines.get(0)).startsWith("'READY=1\\nSTATUS=ready at http://127.0.0.1:");
        assertThat(lines.get(lines.size() - 1)).isEqualTo("'STOPPING=1'");
        assertThat(lines.subList(1, lines.size() - 1)).isNotEmpty().containsOnly("'WATCHDOG=1'");
    }
}
