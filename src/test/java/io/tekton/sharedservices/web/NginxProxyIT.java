package io.tekton.sharedservices.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.config.AllowedHost;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private RunningServer running;
    private Nginx nginx;

    @BeforeEach
    void start() throws Exception {
        nginx = new Nginx(folder.resolve("nginx"));
        running = RunningServer.under(
                new FakeServices(), Files.createDirectory(folder.resolve("state")), List.of(new AllowedHost(NAME, "")));
        nginx.site(
                        NAME,
                        "DNS:" + NAME + ",DNS:evil.example",
                        text -> text.replace("127.0.0.1:8377", "127.0.0.1:" + running.port()))
                .start(NAME, "/livez");
    }

    @AfterEach
    void stop() {
        if (nginx != null) {
            nginx.close();
        }
        if (running != null) {
            running.close();
        }
    }

    private String curl(String name, String path, String... more) throws IOException, InterruptedException {
        return nginx.curl(name, path, more);
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
        String own = nginx.url(NAME);

        assertThat(curl(NAME, "/")).startsWith("HTTP/1.1 200 ").contains("<html");
        assertThat(curl(NAME, "/api/v1/dashboard/session", login(own))).startsWith("HTTP/1.1 200 ");
        assertThat(curl(NAME, "/api/v1/dashboard/session", login(nginx.url("evil.example"))))
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
        Process live = nginx.stream(NAME, "/api/v1/live", "-H", "Authorization: Bearer " + running.secret());

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
