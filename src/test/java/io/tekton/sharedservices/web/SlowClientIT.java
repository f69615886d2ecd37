package io.tekton.sharedservices.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that takes too long for a request is cut off. Each takes as long as the server's patience, so all of them
 * try it at once.
 */
@Timeout(400)
class SlowClientIT {
    @TempDir
    private Path folder;

    private interface Slow {
        void connect(RunningServer running) throws IOException;
    }

    @Test
    void cutsOffWhoeverDripsHeadersOrABodyOrNeverSpeaks() throws Exception {
        List<Slow> clients = List.of(SlowClientIT::dripHeaders, SlowClientIT::dripABody, SlowClientIT::neverSpeak);
        ExecutorService threads = Executors.newFixedThreadPool(clients.size());
        try (RunningServer running = RunningServer.with(new FakeServices(), folder)) {
            List<Future<?>> ends = new ArrayList<>();
            for (Slow client : clients) {
                ends.add(threads.submit(() -> {
                    client.connect(running);
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void dripHeaders(RunningServer running) throws IOException {
        assertCutOff(running, "GET /livez HTTP/1.1\r\nX: ");
    }

    private static void dripABody(RunningServer running) throws IOException {
        assertCutOff(
                running,
                "POST /api/v1/reload HTTP/1.1\r\nHost: 127.0.0.1:" + running.port() + "\r\nAuthorization: Bearer "
                        + running.secret() + "\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n");
    }

    private static void neverSpeak(RunningServer running) throws IOException {
        try (Socket socket = running.connect()) {
            socket.setSoTimeout((int) Duration.ofMinutes(5).toMillis());

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static void assertCutOff(RunningServer running, String beginning) throws IOException {
        try (Socket socket = running.connect()) {
            RunningServer.send(socket, beginning);
            // A byte now and then keeps no connection: the time for the whole request is limited.
            socket.setSoTimeout(500);
            for (int drops = 0; drops < 200; drops++) {
                try {
                    if (socket.getInputStream().read() == -1) {
                        return;
                    }
                } catch (java.net.SocketTimeoutException stillOpen) {
                    RunningServer.send(socket, "x");
                }
            }
        } catch (SocketException cutOff) {
            return;
        }
        throw new AssertionError("it was never cut off");
    }
}
