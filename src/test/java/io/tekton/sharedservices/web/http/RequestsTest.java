package io.tekton.sharedservices.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.api.json.JsonObject;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.web.FakeServices;
import io.tekton.sharedservices.web.RunningServer;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be sent, and what is said to the rest. */
class RequestsTest {
    @TempDir
    private Path folder;

    private final FakeServices services = new FakeServices();
    private RunningServer running;

    @BeforeEach
    void start() throws IOException {
        running = RunningServer.with(services, folder);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/status?x=1 | there is no parameter 'x' here; none is allowed",
                "/api/v1/runs?jobb=x | there is no parameter 'jobb' here; allowed: job, outcome, since",
                "/api/v1/runs?job=x | job 'x' is not allowed; allowed: orphan-cleanup, config-sync",
                "/api/v1/runs?outcome=refusd | did you mean REFUSED?",
                "/api/v1/runs?since=yesterday | since 'yesterday' is not allowed; allowed: 2h or 3d (ago), a date",
                "/api/v1/runs?since=2026-13-01 | is not allowed; allowed: 2h",
                "/api/v1/runs?since=5 | is not allowed; allowed: 2h",
                "/api/v1/runs?limit=0 | limit '0' is not allowed; allowed: a whole number from 1 to 1000000",
                "/api/v1/runs?limit=-1 | a whole number",
                "/api/v1/runs?limit=99999999999999999999 | a whole number",
                "/api/v1/runs?limit=1&limit=2 | the parameter limit may be given once",
                "/api/v1/terminations?pid=0 | pid '0' is not allowed",
                "/api/v1/terminations?all=yes | allowed: true, false",
                "/api/v1/terminations?signal=HUP | allowed: TERM, KILL",
                "/api/v1/terminations?outcome= | allowed: WOULD_TERMINATE",
                "/api/v1/explain/abc | the process id 'abc' is not allowed",
                "/api/v1/explain/1?asker=x | asker 'x' is not allowed",
                "/api/v1/explain/1?given=x | allowed: KEY=VALUE",
                "/api/v1/registry/memory | the parameter file is missing",
                "/api/v1/registry/memory?file=a | an absolute path"
            })
    void aBadParameterIsNamedWithWhatIsAllowed(String target, String said) throws IOException {
        assertThat(running.asked("GET", target))
                .startsWith("HTTP/1.1 400 ")
                .contains("urn:shared-services:problem:bad-parameter", said.replace("\"", "\\\""));
        assertThat(services.asked).as("at most which jobs there are").isSubsetOf("jobs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2h",
                "3d",
                "2026-01-31",
                "2026-01-31T14:00:00",
                "2026-01-31T14:00:00Z",
                "2026-01-31T14:00:00%2B01:00",
                "2026-01-31T14:00:00+0100",
                "2026-01-31%2014:00"
            })
    void momentsAreTakenAsTheCommandsTakeThem(String moment) throws IOException {
        assertThat(running.asked("GET", "/api/v1/runs?since=" + moment)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api", "/api/v1", "/api/v1/status/", "/api/v1/runs/a/b", "/api/v2/status", "/api/v1//status"})
    void anUnknownPathIsNoEndpoint(String path) throws IOException {
        assertThat(running.asked("GET", path))
                .startsWith("HTTP/1.1 404 ")
                .contains("urn:shared-services:problem:no-such-endpoint");
    }

    @Test
    void anotherMethodIsAnsweredWithTheAllowedOnes() throws IOException {
        assertThat(running.asked("DELETE", "/api/v1/status"))
                .startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("Allow: GET");
        assertThat(running.asked("GET", "/api/v1/reload"))
                .startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("Allow: POST");
        assertThat(running.asked("POST", "/livez", "Content-Length: 0")).startsWith("HTTP/1.1 405 ");
        assertThat(services.asked).isEmpty();
    }

    @Test
    void whatAProblemQuotesSteersNoTerminal() throws IOException {
        List<String> answers = List.of(
                running.posted("/api/v1/cleanup", "\u202e"),
                running.posted("/api/v1/cleanup", "{\"\u202e\": 1}"),
                running.asked("GET", "/api/v1/runs?%E2%80%AE=1"),
                running.asked("GET", "/api/v1/runs?outcome=%E2%80%AE%1B"));

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer)
                        .startsWith("HTTP/1.1 400 ")
                        .doesNotContain("\u202e")
                        .doesNotContain("\u001b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/cleanup | {\"dryrun\": true} | unknown field 'dryrun'; known: actor, dryRun",
                "/api/v1/cleanup | {\"dryRun\": \"yes\"} | dryRun must be true or false",
                "/api/v1/cleanup | {\"minAgeMillis\": -1} | minAgeMillis is -1; allowed: 0 to",
                "/api/v1/cleanup | {\"maxTerminations\": 0} | maxTerminations is 0; allowed: 1 to 100000",
                "/api/v1/cleanup | {\"askers\": [\"1\"]} | askers must hold whole numbers",
                "/api/v1/cleanup | {\"given\": {\"a\": 1}} | given.a must be a text",
                "/api/v1/cleanup | {\"force\": true, \"force\": false} | line 1, column 24: it has a key twice",
                "/api/v1/cleanup | {\"force\": true} {} | unexpected text after the JSON object",
                "/api/v1/cleanup | [] | not a JSON object",
                "/api/v1/cleanup | {\"force\": tru | no JSON",
                "/api/v1/cleanup | {\"minAgeMillis\": 1.5} | minAgeMillis must be a whole number",
                "/api/v1/reload | {\"actor\": \"\"} | actor must be a text of 1 to 100 characters",
                "/api/v1/jobs/orphan-cleanup/pause | {\"reason\": 1} | reason must be a text",
                "/api/v1/store/backup | {} | file is missing"
            })
    void aBadBodyIsNamedWithWhatIsAllowed(String target, String body, String said) throws IOException {
        assertThat(running.posted(target, body))
                .startsWith("HTTP/1.1 400 ")
                .contains("urn:shared-services:problem:bad-body", said);
        assertThat(services.asked).isEmpty();
    }

    @Test
    void aReasonThatIsTooLongIsRefusedAndABlankOneIsNone() throws IOException {
        for (String verb : new String[] {"pause", "trigger"}) {
            String target = "/api/v1/jobs/orphan-cleanup/" + verb;
            assertThat(running.posted(target, "{\"reason\": \"" + "x".repeat(1_001) + "\"}"))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("reason must be a text of 1 to 1000 characters");
        }
        assertThat(services.asked).isEmpty();

        for (String blank : new String[] {"", "  "}) {
            assertThat(running.posted("/api/v1/jobs/orphan-cleanup/pause", "{\"reason\": \"" + blank + "\"}"))
                    .startsWith("HTTP/1.1 200 ");
        }
        assertThat(services.asked).allMatch(asked -> asked.toString().equals("pause orphan-cleanup null api"));
    }

    @Test
    void aBodyThatCannotBeReadIsAnswered() throws IOException {
        String deep = "{\"askers\": " + "[".repeat(2_000) + "]".repeat(2_000) + "}";
        String longNumber = "{\"minAgeMillis\": " + "1".repeat(2_000) + "}";

        for (String body : new String[] {deep, longNumber, "{\"actor\": \"\u0000\"}"}) {
            assertThat(running.posted("/api/v1/cleanup", body))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("urn:shared-services:problem:bad-body");
        }
        assertThat(services.asked).isEmpty();
    }

    @Test
    void noFailureLeavesARequestWithoutAnAnswer() throws IOException {
        for (Exception failure : List.of(
                new JsonObject.JsonFault("a field is missing"),
                new NoSuchFileException("/a/file"),
                new IllegalArgumentException("out of range"))) {
            services.failure = failure;

            assertThat(running.asked("GET", "/api/v1/status"))
                    .startsWith("HTTP/1.1 500 ")
                    .contains("urn:shared-services:problem:internal")
                    .doesNotContain("/a/file");
        }
    }

    @Test
    void aBodyMustSayThatItIsJson() throws IOException {
        for (String type :
                new String[] {"X: none", "Content-Type: text/plain", "Content-Type: application/x-www-form-urlencoded"
                }) {
            assertThat(running.asked("POST", "/api/v1/reload", type, "Content-Length: 2", "", "{}"))
                    .startsWith("HTTP/1.1 415 ");
        }
        assertThat(services.asked).isEmpty();
    }

    @Test
    void whoAsksIsKeptWithoutControlCharacters() throws IOException {
        running.posted("/api/v1/reload", "{\"actor\": \"op\\u001b[2J\"}");
        running.posted("/api/v1/reload", "");

        assertThat(services.asked).containsExactly("reload op\\x1b[2J", "reload api");
    }

    @Test
    void aGetTakesNoBody() throws IOException {
        assertThat(running.asked("GET", "/api/v1/status", "Content-Length: 1", "", "x"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void aHundredMegabytesAreRefusedWhenTheyAreAnnounced() throws IOException {
        assertThat(running.answered(
                        "POST /api/v1/reload HTTP/1.1",
                        "Host: 127.0.0.1:" + running.port(),
                        "Authorization: Bearer " + running.secret(),
                        "Content-Type: application/json",
                        "Content-Length: 104857600"))
                .startsWith("HTTP/1.1 413 ");
        assertThat(services.asked).isEmpty();
    }

    @Test
    void aHundredMegabytesThatAreNotAnnouncedAreNotReadToTheEnd() throws IOException {
        byte[] chunk =
                ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        int sent = 0;
        try (Socket socket = running.connect()) {
            RunningServer.send(
                    socket,
                    "POST /api/v1/reload HTTP/1.1\r\nHost: 127.0.0.1:" + running.port() + "\r\nAuthorization: Bearer "
                            + running.secret()
                            + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (; sent < 1600; sent++) {
                socket.getOutputStream().write(chunk);
            }
        } catch (SocketException cutOff) {
            assertThat(sent).isLessThan(400);
        }
        assertThat(sent).isLessThan(1600);
        assertThat(services.asked).isEmpty();
        assertThat(running.asked("GET", "/api/v1/status")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aHundredMegabytesOfAStrangerAreNotReadAtAll() throws IOException {
        String answer = running.answered(
                "POST /api/v1/cleanup HTTP/1.1",
                "Host: 127.0.0.1:" + running.port(),
                "Content-Type: application/json",
                "Content-Length: 104857600");

        assertThat(answer).startsWith("HTTP/1.1 401 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n",
                "GET\r\n\r\n",
                "GET /livez\r\n\r\n",
                "GET /livez HTTP/9.9\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /livez HTTP/1.1\r\nno colon here\r\n\r\n",
                "POST /api/v1/reload HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                "POST /api/v1/reload HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST /api/v1/reload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "\u0016\u0003\u0001 a TLS greeting"
            })
    void whatIsNoHttpDoesNoHarm(String sent) throws IOException {
        try (Socket socket = running.connect()) {
            RunningServer.send(socket, sent);
            socket.shutdownOutput();
            assertThat(RunningServer.all(socket.getInputStream())).doesNotContain("HTTP/1.1 2", "\tat ");
        } catch (SocketException cutOff) {
            assertThat(cutOff).hasMessageContaining("reset");
        }
        assertThat(services.asked).isEmpty();
        assertThat(running.asked("GET", "/api/v1/status")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void failuresCarryNoTrace() throws IOException {
        services.failure = new IllegalStateException("secret inside");

        assertThat(running.asked("GET", "/api/v1/status"))
                .startsWith("HTTP/1.1 500 ")
                .contains("application/problem+json")
                .doesNotContain("secret inside", "IllegalState", "\tat ");
        services.failure = new StoreException("the disk is full");

        assertThat(running.asked("GET", "/api/v1/status"))
                .startsWith("HTTP/1.1 503 ")
                .contains("the disk is full");
    }

    @Test
    void twoHundredIdleConnectionsStopNobody() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                idle.add(running.connect());
            }
            assertThat(running.asked("GET", "/api/v1/status")).startsWith("HTTP/1.1 200 ");
            for (int i = 0; i < 200; i += 2) {
                RunningServer.send(idle.get(i), "GET /api/v1/status HTTP/1.1\r\nHost: ");
            }
            assertThat(running.asked("GET", "/api/v1/status")).startsWith("HTTP/1.1 200 ");
            for (int i = 1; i < 200; i += 2) {
                RunningServer.send(idle.get(i), "G");
            }
            assertThat(running.asked("GET", "/api/v1/status")).startsWith("HTTP/1.1 200 ");
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }
}
