package io.tekton.sharedservices.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.config.AllowedHost;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/proxy in a real nginx with TLS, and curl in front of it. */
class NginxProxyIT {
    private static final String NAME = "ci.example.org";

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private RunningServer running;
    private int port;

    @BeforeEach
    void start() throws Exception {
        for (String program : List.of("/usr/sbin/nginx", "/usr/bin/openssl", "/usr/bin/curl")) {
            assumeTrue(Files.isExecutable(Path.of(program)), program + " is not installed");
        }
        running = RunningServer.under(
                new FakeServices(), Files.createDirectory(folder.resolve("state")), List.of(new AllowedHost(NAME, "")));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(ended(
                        "/usr/bin/openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=" + NAME,
                        "-addext",
                        "subjectAltName=DNS:" + NAME + ",DNS:evil.example",
                        "-keyout",
                        folder.resolve("key.pem").toString(),
                        "-out",
                        folder.resolve("cert.pem").toString()))
                .isNotNull();
        Path site = Files.writeString(
                folder.resolve("site.conf"),
                Files.readString(Path.of("docs/proxy/nginx.conf"))
                        .replace("listen 443 ssl", "listen 127.0.0.1:" + port + " ssl")
                        .replace(
                                "/etc/ssl/certs/ci.example.org.pem",
                                folder.resolve("cert.pem").toString())
                        .replace(
                                "/etc/ssl/private/ci.example.org.key",
                                folder.resolve("key.pem").toString())
                        .replace("127.0.0.1:8377", "127.0.0.1:" + running.port()));
        StringBuilder main = new StringBuilder("daemon off; master_process off; pid " + folder + "/nginx.pid;\n"
                + "error_log " + folder + "/error.log;\nevents {}\nhttp {\naccess_log off;\n");
        for (String temporary : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            main.append(temporary + "_temp_path " + folder.resolve(temporary) + ";\n");
        }
        Path conf = Files.writeString(folder.resolve("nginx.conf"), main + "include " + site + ";\n}\n");
        started.add(new ProcessBuilder("/usr/sbin/nginx", "-p", folder.toString(), "-c", conf.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.log").toFile())
                .start());
        // nginx has no message that it is ready: curl tries again while the connection is refused.
        assertThat(curl(NAME, "/livez", "--retry", "50", "--retry-connrefused", "--retry-delay", "1"))
                .contains("HTTP/1.1 200 ");
    }

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
        if (running != null) {
            running.close();
        }
    }

    private List<String> command(String name, String path, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/curl",
                "-sS",
                "-i",
                "-N",
                "--cacert",
                folder.resolve("cert.pem").toString(),
                "--noproxy",
                "*",
                "--resolve",
                name + ":" + port + ":127.0.0.1"));
        command.addAll(List.of(more));
        command.add("https://" + name + ":" + port + path);
        return command;
    }

    private String curl(String name, String path, String... more) throws IOException, InterruptedException {
        return ended(command(name, path, more).toArray(String[]::new));
    }

    private static String ended(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private String[] login(String origin) throws IOException {
        return new String[] {
            "-H",
            "Origin: " + origin,
            "-H",
            "Sec-Fetch-Site: same-origin",
            "-H",
            "Content-Type: application/json",
            "-d",
            "{\"link\":\"" + running.link() + "\"}"
        };
    }

    @Test
    void dashboardApiAndMetricsAnswerThroughTheProxyAndNoOtherNameDoes() throws Exception {
        String token = "Authorization: Bearer " + running.secret();
        String own = "https://" + NAME + ":" + port;

        assertThat(curl(NAME, "/")).startsWith("HTTP/1.1 200 ").contains("<html");
        assertThat(curl(NAME, "/api/v1/dashboard/session", login(own))).startsWith("HTTP/1.1 200 ");
        assertThat(curl(NAME, "/api/v1/dashboard/session", login("https://evil.example:" + port)))
                .startsWith("HTTP/1.1 403 ");
        assertThat(curl(NAME, "/api/v1/dashboard/session", login("https://" + NAME)))
                .startsWith("HTTP/1.1 403 ");
        assertThat(curl(NAME, "/api/v1/status", "-H", token)).startsWith("HTTP/1.1 200 ");
        assertThat(curl(NAME, "/api/v1/status")).startsWith("HTTP/1.1 401 ");
        assertThat(curl(NAME, "/metrics")).startsWith("HTTP/1.1 200 ").contains("shared_services_build_info");
        assertThat(curl("evil.example", "/api/v1/status", "-H", token))
                .doesNotStartWith("HTTP/1.1 200 ")
                .contains("web.allowed-hosts");
    }

    @Test
    void aStreamIsNotBuffered() throws Exception {
        Process live = new ProcessBuilder(
                        command(NAME, "/api/v1/live", "-H", "Authorization: Bearer " + running.secret()))
                .redirectErrorStream(true)
                .start();
        started.add(live);

        // The stream never ends by itself: a proxy that buffers would keep its few bytes back for ever.
        BufferedReader lines = live.inputReader(StandardCharsets.UTF_8);
        assertThat(lines.readLine()).startsWith("HTTP/1.1 200 ");
        assertThat(lines.lines()
                        .filter(line -> line.startsWith("data:") || line.startsWith("event:") || line.startsWith("id:"))
                        .findFirst())
                .isPresent();
        assertThat(live.isAlive()).isTrue();
    }
}
