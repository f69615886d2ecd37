package io.tekton.sharedservices.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceNotificationTest {
    /** Acts as the service manager: Java itself has no Unix datagram sockets. */
    private static final String LISTENER = """
            import socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            name = sys.argv[1]
            s.bind('\\0' + name[1:] if name.startswith('@') else name)
            print('bound', flush=True)
            print(repr(s.recv(4096).decode()), flush=True)
            """;

    @TempDir
    Path folder;

    @Test
    void reachesASocketInAFolder() throws Exception {
        assertThat(toldAt(folder.resolve("notify").toString(), "READY=1\nSTATUS=déjà vu"))
                .isEqualTo("'READY=1\\nSTATUS=déjà vu'");
    }

    @Test
    void reachesASocketInTheAbstractSpace() throws Exception {
        assertThat(toldAt("@shared-services-test-" + ProcessHandle.current().pid(), "WATCHDOG=1"))
                .isEqualTo("'WATCHDOG=1'");
    }

    @Test
    void sendsNothingWhereNobodyListens() {
        ServiceNotification none = ServiceNotification.to(null);

        none.send("READY=1");

        assertThat(none.isWanted()).isFalse();
        assertThat(ServiceNotification.to("").isWanted()).isFalse();
        assertThat(ServiceNotification.to("relative").isWanted()).isFalse();
    }

    @Test
    void saysSoWhenTheManagerIsGone() {
        ServiceNotification gone = ServiceNotification.to(folder.resolve("gone").toString());

        assertThatThrownBy(() -> gone.send("READY=1"))
                .isInstanceOf(PosixException.class)
                .hasMessageContaining("READY=1");
    }

    private static String toldAt(String socket, String state) throws IOException, InterruptedException {
        Process listener;
        try {
            listener = new ProcessBuilder(List.of("python3", "-c", LISTENER, socket))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "python3 stands in for the service manager and is not here: " + e.getMessage());
            throw e;
        }
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(listener.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("bound");
            ServiceNotification.to(socket).send(state);
            return out.readLine();
        } finally {
            listener.destroy();
            listener.waitFor();
        }
    }
}
