package io.tekton.sharedservices.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.metrics.FakeInsight;
import io.tekton.sharedservices.metrics.Instrumentation;
import io.tekton.sharedservices.web.FakeServices;
import io.tekton.sharedservices.web.RunningServer;
import io.tekton.sharedservices.web.TurnedClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an open page hears. */
class LiveTest {
    @TempDir
    private Path folder;

    private final Instrumentation activity = new Instrumentation();
    private final TurnedClock clock = new TurnedClock();
    private RunningServer running;

    @BeforeEach
    void start() throws IOException {
        running = RunningServer.with(new FakeServices(), new FakeInsight(), activity, clock, folder);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    /** A listening page; its answer's head has been read. */
    private final class Listener implements AutoCloseable {
        private final Socket socket = running.connect();
        private final BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        private final String status;

        Listener(String authorization) throws IOException {
            RunningServer.send(
                    socket,
                    "GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1:" + running.port() + "\r\nAuthorization: "
                            + authorization + "\r\n\r\n");
            status = lines.readLine();
        }

        /** The next event's name; null when the stream has ended: with its last chunk, or with the connection. */
        String next() throws IOException {
            for (String line = lines.readLine(); line != null && !line.equals("0"); line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    return line.substring("event: ".length());
                }
            }
            return null;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void hearsOfManyChangesInFewWordsAndWithoutOneABeat() throws IOException {
        try (Listener page = new Listener(running.session())) {
            assertThat(page.status).startsWith("HTTP/1.1 200 ");
            assertThat(page.next()).isEqualTo("hello");
            for (int i = 0; i < 1000; i++) {
                activity.changed();
            }

            List<String> heard = new ArrayList<>();
            while (!heard.contains("beat")) {
                heard.add(page.next());
            }
            assertThat(heard).startsWith("change").endsWith("beat").hasSizeLessThanOrEqualTo(4);
        }
    }

    @Test
    void endsWithTheSession() throws IOException {
        String session = running.session();
        try (Listener page = new Listener(session)) {
            assertThat(page.next()).isEqualTo("hello");
            running.postedBy(session, "/api/v1/dashboard/session/end", "{}");
            activity.changed();

            String last = page.next();
            assertThat(last == null ? null : page.next()).isNull();
        }
    }

    @Test
    void endsWithTheDaemonAndDoesNotDelayIt() throws IOException {
        try (Listener page = new Listener("Bearer " + running.secret())) {
            assertThat(page.next()).isEqualTo("hello");
            running.close();

            assertThat(page.next()).isNull();
        }
    }

    @Test
    void sixteenPagesMayListenAndLeaveRoomForOthers() throws IOException {
        List<Listener> pages = new ArrayList<>();
        try {
            for (int i = 0; i < 16; i++) {
                Listener page = new Listener("Bearer " + running.secret());
                pages.add(page);
                assertThat(page.next()).isEqualTo("hello");
            }
            try (Listener oneTooMany = new Listener("Bearer " + running.secret())) {
                assertThat(oneTooMany.status).startsWith("HTTP/1.1 503 ");
            }
            assertThat(running.asked("GET", "/api/v1/status")).startsWith("HTTP/1.1 200 ");
        } finally {
            for (Listener page : pages) {
                page.close();
            }
        }
    }

    @Test
    void aStrangerHearsNothing() throws IOException {
        try (Listener stranger = new Listener("Session " + "0".repeat(64))) {
            assertThat(stranger.status).startsWith("HTTP/1.1 401 ");
        }
    }
}
