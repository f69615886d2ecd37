package io.tekton.sharedservices.daemon;

import static io.tekton.sharedservices.daemon.DaemonFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.daemon.DaemonFixture.Daemon;
import io.tekton.sharedservices.testing.OtherUser;
import io.tekton.sharedservices.testing.Trials;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another account of the same host, in a house whose doors above the product's own are all open: everything it tries is
 * refused, and the service goes on.
 */
@EnabledOnOs(OS.LINUX)
class StrangerIT {
    private static final String ACCOUNT = "nobody";

    /**
     * Speaks HTTP to the port of its first argument: {@code METHOD TARGET TOKEN HEADER BODY}; its exit code says
     * whether the answer was good.
     */
    private static final String HTTP = """
            import http.client, sys
            port, method, target, token, header, body = sys.argv[1:7]
            call = http.client.HTTPConnection('127.0.0.1', int(port), timeout=20)
            headers = {'Authorization': 'Bearer ' + token} if token else {}
            if header:
                name, value = header.split('=', 1)
                headers[name] = 'a' * int(value[1:]) if value.startswith('*') else value
            try:
                call.request(method, target, body=body or None, headers=headers)
                sys.exit(0 if call.getresponse().status < 300 else 1)
            except (OSError, http.client.HTTPException):
                sys.exit(1)
            """;

    /** Opens 500 connections, says half a line on each, and holds them. */
    private static final String FLOOD = """
            import socket, sys, time
            held = []
            for i in range(500):
                try:
                    s = socket.create_connection(('127.0.0.1', int(sys.argv[1])), 5)
                    s.sendall(b'GET /api/v1/status HTTP/1.1\\r\\nX: ')
                    held.append(s)
                except OSError:
                    pass
            print(len(held), flush=True)
            time.sleep(20)
            """;

    @TempDir
    Path temp;

    private DaemonFixture house;
    private Daemon daemon;

    @BeforeEach
    void open() throws IOException {
        assumeThat(OtherUser.possible() && Files.isExecutable(Path.of("/usr/sbin/runuser")))
                .as("only root can act as another account")
                .isTrue();
        house = new DaemonFixture(temp);
        for (Path folder = temp.toRealPath(); folder.getNameCount() > 1; folder = folder.getParent()) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        daemon = house.run();
        await("the first run", () -> "SUCCEEDED".equals(house.status("jobs/0/lastRun/outcome")));
    }

    @AfterEach
    void close() {
        if (house != null) {
            house.close();
        }
    }

    @Test
    void whateverAStrangerTriesIsRefusedAndTheServiceGoesOn() throws Exception {
        assertThat(as("cat", house.settingsFile.toString()))
                .as("the way there is open")
                .isZero();
        assertThat(as("true")).isZero();
        try (Trials trials = Trials.of("strangers stay out", "attempts", 1)) {
            while (trials.next()) {
                boolean first = true;
                for (Map.Entry<String, List<String>> attempt : attempts().entrySet()) {
                    if (!first) {
                        trials.oneMore();
                    }
                    first = false;
                    assertThat(as(attempt.getValue().toArray(String[]::new)))
                            .as("a stranger: " + attempt.getKey())
                            .isNotZero();
                    trials.kept();
                }
                flood();
                assertThat(daemon.isAlive()).isTrue();
                assertThat(house.call("status").code()).isZero();
                assertThat(house.status("jobs/0/paused")).isEqualTo(false);
                assertThat(house.call("cleanup", "--force").code()).isZero();
            }
        }
        assertThat(daemon.stop().code()).isZero();
    }

    private Map<String, List<String>> attempts() {
        Map<String, List<String>> attempts = new LinkedHashMap<>();
        for (String file :
                List.of("store.mv.db", "store.password", "store.lock", "schedule.mv.db", "token", "daemon.json")) {
            attempts.put(
                    "reads " + file, List.of("cat", house.state.resolve(file).toString()));
            attempts.put("writes " + file, List.of("sh", "-c", "echo x >> '" + house.state.resolve(file) + "'"));
        }
        Path logs = house.root.resolve(".tekton/logs");
        attempts.put("lists the state folder", List.of("ls", house.state.toString()));
        attempts.put(
                "makes a file in it", List.of("touch", house.state.resolve("x").toString()));
        attempts.put(
                "makes a link in it",
                List.of("ln", "-s", "/etc/passwd", house.state.resolve("y").toString()));
        attempts.put(
                "reads the log",
                List.of("cat", logs.resolve("shared-services.log").toString()));
        attempts.put(
                "reads the cleanups' log",
                List.of("cat", logs.resolve("orphan_cleanup.log").toString()));
        attempts.put(
                "makes a log",
                List.of("touch", logs.resolve("shared-services.log.1").toString()));
        Path registries = house.root.resolve(".tekton/ai_registry");
        attempts.put(
                "takes the registry away",
                List.of(
                        "rm",
                        "-f",
                        registries.resolve("platform_ai_registry.json").toString()));
        attempts.put(
                "puts a pipe beside it",
                List.of("mkfifo", registries.resolve(".registration.lock").toString()));
        attempts.put(
                "puts a link in its place",
                List.of(
                        "ln",
                        "-sf",
                        "/dev/zero",
                        registries.resolve("platform_ai_registry.json").toString()));
        attempts.put(
                "raises the flag",
                List.of("touch", registries.resolve(".config_update_needed").toString()));
        attempts.put("changes the settings", List.of("sh", "-c", "echo x >> '" + house.settingsFile + "'"));
        attempts.put("ends the daemon", List.of("kill", "-TERM", Long.toString(daemon.pid())));
        attempts.put("stops the daemon", List.of("kill", "-STOP", Long.toString(daemon.pid())));
        attempts.put("has it reload", List.of("kill", "-HUP", Long.toString(daemon.pid())));
        attempts.put("reads its environment", List.of("cat", "/proc/" + daemon.pid() + "/environ"));
        attempts.put("reads its memory", List.of("head", "-c", "1", "/proc/" + daemon.pid() + "/mem"));
        attempts.put("asks without a token", http("GET", "/api/v1/status", "", "", ""));
        attempts.put("asks with a wrong token", http("GET", "/api/v1/status", "0".repeat(64), "", ""));
        attempts.put("reads the runs", http("GET", "/api/v1/runs", "", "", ""));
        attempts.put("triggers", http("POST", "/api/v1/jobs/orphan-cleanup/trigger", "", "", "{}"));
        attempts.put("pauses", http("POST", "/api/v1/jobs/orphan-cleanup/pause", "", "", "{}"));
        attempts.put("cleans up", http("POST", "/api/v1/cleanup", "0".repeat(64), "", "{\"force\": true}"));
        attempts.put("purges", http("POST", "/api/v1/store/purge", "", "", "{}"));
        attempts.put("restores leftovers", http("POST", "/api/v1/leftovers/restore", "", "", "{\"what\": \"/tmp\"}"));
        attempts.put("makes a backup", http("POST", "/api/v1/store/backup", "", "", "{\"file\": \"/tmp/stolen.sql\"}"));
        attempts.put("reloads", http("POST", "/api/v1/reload", "", "", "{}"));
        attempts.put("comes from a foreign page", http("GET", "/livez", "", "Origin=http://evil.example", ""));
        attempts.put("comes under a foreign name", http("GET", "/livez", "", "Host=evil.example", ""));
        attempts.put("climbs", http("GET", "/api/v1/../../../../etc/passwd", "", "", ""));
        attempts.put("sends a megabyte of header", http("GET", "/livez", "", "X=*1000000", ""));
        return attempts;
    }

    private List<String> http(String method, String target, String token, String header, String body) {
        return List.of("/usr/bin/python3", "-c", HTTP, port(), method, target, token, header, body);
    }

    private String port() {
        return Integer.toString(URI.create((String) house.status("daemon/url")).getPort());
    }

    private void flood() throws IOException, InterruptedException {
        Process flood = stranger("/usr/bin/python3", "-c", FLOOD, port()).start();
        try {
            flood.inputReader().readLine();
            assertThat(house.call("status").code())
                    .as("status in a flood of connections")
                    .isZero();
        } finally {
            flood.destroyForcibly();
            assertThat(flood.waitFor(240, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static int as(String... command) throws IOException, InterruptedException {
        Process process = stranger(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(240, TimeUnit.SECONDS))
                .as(String.join(" ", command))
                .isTrue();
        return process.exitValue();
    }

    private static ProcessBuilder stranger(String... command) {
        List<String> line = new ArrayList<>(List.of("/usr/sbin/runuser", "-u", ACCOUNT, "--"));
        line.addAll(List.of(command));
        return new ProcessBuilder(line)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    }
}
