package io.tekton.sharedservices.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.testing.Mutations;
import io.tekton.sharedservices.testing.Trials;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests with anything done to them, half of them with the right token: an answer in words or none, and the next good
 * one is answered.
 */
class MutatedRequestsIT {
    @TempDir
    Path folder;

    @Test
    void areAnsweredInWordsOrNotAtAll() throws IOException {
        try (Trials trials = Trials.of("bad input", "mutated requests", 400);
                RunningServer running = RunningServer.with(new FakeServices(), folder)) {
            Mutations mutations = new Mutations(trials.random());
            List<String> good = List.of(
                    request(running, "GET", "/api/v1/runs?job=orphan-cleanup&outcome=FAILED&since=2h&limit=5", ""),
                    request(running, "GET", "/api/v1/terminations?pid=12&component=apollo&signal=TERM", ""),
                    request(
                            running,
                            "POST",
                            "/api/v1/jobs/orphan-cleanup/pause",
                            "{\"reason\": \"a\", \"actor\": \"op\"}"),
                    request(
                            running,
                            "POST",
                            "/api/v1/store/purge",
                            "{\"actor\": \"op\", \"given\": {\"history.keep\": \"9d\"}}"),
                    request(running, "GET", "/api/v1/explain/12?asker=1&given=a%3Db", ""));
            while (trials.next()) {
                String answer =
                        answer(running, mutations.of(good.get(trials.random().nextInt(good.size()))));
                assertThat(answer)
                        .as(trials.which())
                        .doesNotContain("\tat ")
                        .doesNotContain("java.")
                        .doesNotContain("\u001b");
                assertThat(answer.isEmpty() || answer.startsWith("HTTP/1.1 "))
                        .as(trials.which())
                        .isTrue();
                if (trials.random().nextInt(10) == 0) {
                    assertThat(running.asked("GET", "/api/v1/status"))
                            .as(trials.which())
                            .startsWith("HTTP/1.1 200 ");
                }
                trials.kept();
            }
        }
    }

    private static String request(RunningServer running, String method, String target, String body) throws IOException {
        return method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + running.port() + "\r\nAuthorization: Bearer "
                + running.secret() + "\r\nConnection: close\r\n"
                + (body.isEmpty() ? "" : "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n")
                + "\r\n" + body;
    }

    /** What comes until the server closes; nothing where it does so at once. */
    private static String answer(RunningServer running, String request) throws IOException {
        try (Socket socket = running.connect()) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            socket.shutdownOutput();
            return RunningServer.all(socket.getInputStream());
        } catch (SocketException e) {
            // closed under our hands
            return "";
        }
    }
}
