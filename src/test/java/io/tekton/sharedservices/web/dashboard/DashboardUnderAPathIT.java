package io.tekton.sharedservices.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.config.AllowedHost;
import io.tekton.sharedservices.config.MetricsAccess;
import io.tekton.sharedservices.config.PublicUrl;
import io.tekton.sharedservices.config.WebSettings;
import io.tekton.sharedservices.daemon.DaemonFixture;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.StrictJson;
import io.tekton.sharedservices.web.FakeServices;
import io.tekton.sharedservices.web.Nginx;
import io.tekton.sharedservices.web.RunningServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code web.public-url} with a path, behind a real nginx that takes the path away, as docs/proxy has it. */
class DashboardUnderAPathIT {
    private static final String NAME = "ci.example.org";
    private static final Pattern LOCATION = Pattern.compile("(?s)    #(location /janitor/ \\{.*?)    #}\n");
    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"#]+)\"");

    @TempDir
    private Path folder;

    private Nginx nginx;

    @BeforeEach
    void prepare() throws Exception {
        nginx = new Nginx(folder.resolve("nginx"));
    }

    @AfterEach
    void stop() {
        if (nginx != null) {
            nginx.close();
        }
    }

    /** The example, with its location for a path alone: what is asked for outside of it finds nobody. */
    private static String onlyBelow(String example, Map<String, Integer> daemons) {
        String location = LOCATION.matcher(example)
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no location for a path in " + example))
                .replace("    #", "    ");
        StringBuilder all = new StringBuilder();
        daemons.forEach((path, port) ->
                all.append(location.replace("/janitor/", path).replace("127.0.0.1:8377", "127.0.0.1:" + port)));
        return example.replaceFirst("(?s)    location / \\{.*?\n    }\n", all.toString());
    }

    private void serve(Map<String, Integer> daemons) throws Exception {
        nginx.site(NAME, "DNS:" + NAME, example -> onlyBelow(example, daemons));
        nginx.start(NAME, daemons.keySet().iterator().next() + "livez");
    }

    @Test
    void pageApiLoginAndLiveUpdatesAnswerBelowThePath() throws Exception {
        PublicUrl address = new PublicUrl("https", new AllowedHost(NAME, ":" + nginx.port()), "/janitor");
        WebSettings where = new WebSettings(
                "127.0.0.1", 0, false, Optional.empty(), MetricsAccess.OPEN, List.of(), Optional.of(address));
        try (RunningServer server =
                RunningServer.under(new FakeServices(), Files.createDirectory(folder.resolve("state")), where)) {
            serve(Map.of("/janitor/", server.port()));
            String token = "Authorization: Bearer " + server.secret();
            String[] json = {"-H", "Content-Type: application/json", "-H", "Origin: " + nginx.url(NAME), "-d"};

            String page = nginx.curl(NAME, "/janitor/");
            assertThat(page).startsWith("HTTP/1.1 200 ").contains("<html");
            List<String> references = REFERENCE
                    .matcher(page)
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertThat(references).contains("dashboard/main.js", "dashboard/style.css");
            for (String reference : references) {
                assertThat(nginx.curl(NAME, "/janitor/" + reference)).startsWith("HTTP/1.1 200 ");
            }

            Map<String, Object> link = posted("links", "{\"actor\":\"op\"}", json, "-H", token);
            assertThat(link.get("url").toString()).matches(nginx.url(NAME) + "/janitor/#link=[0-9a-f]{64}");
            String secret = link.get("url").toString().replaceFirst(".*#link=", "");
            String session = "Authorization: Session "
                    + posted("session", "{\"link\":\"" + secret + "\"}", json).get("secret");
            assertThat(nginx.curl(NAME, "/janitor/api/v1/status", "-H", session))
                    .startsWith("HTTP/1.1 200 ");
            BufferedReader live =
                    nginx.stream(NAME, "/janitor/api/v1/live", "-H", session).inputReader(StandardCharsets.UTF_8);
            assertThat(live.readLine()).startsWith("HTTP/1.1 200 ");
            assertThat(live.lines().filter(line -> line.startsWith("event:")).findFirst())
                    .isPresent();

            assertThat(nginx.curl(NAME, "/janitor/metrics")).contains("shared_services_build_info");
            assertThat(nginx.curl(NAME, "/janitor"))
                    .startsWith("HTTP/1.1 301 ")
                    .containsIgnoringCase("location: " + nginx.url(NAME) + "/janitor/");
            assertThat(nginx.curl(NAME, "/api/v1/status", "-H", token)).startsWith("HTTP/1.1 404 ");
        }
    }

    private Map<String, Object> posted(String what, String body, String[] json, String... more) throws Exception {
        List<String> options = new ArrayList<>(List.of(json));
        options.add(body);
        options.addAll(List.of(more));
        String answer = nginx.curl(NAME, "/janitor/api/v1/dashboard/" + what, options.toArray(String[]::new));
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        return StrictJson.object(answer.substring(answer.indexOf("\r\n\r\n")).strip());
    }

    /** Both have one origin, and so one storage of the tab. */
    @Tag(Rounds.LONG_ONLY)
    @Test
    void aBrowserIsLoggedInToEachOfTwoDaemonsUnderOneName() throws Exception {
        try (DashboardBrowser page =
                        DashboardBrowser.start(folder, "--host-resolver-rules=MAP " + NAME + " 127.0.0.1");
                DaemonFixture first = daemon("first");
                DaemonFixture second = daemon("second")) {
            serve(Map.of("/first/", port(first), "/second/", port(second)));

            page.open(link(first, "/first/"));
            page.await("the line", "document.getElementById('line').textContent === 'Live'");
            assertThat(page.driver.getCurrentUrl()).isEqualTo(nginx.url(NAME) + "/first/");
            page.view("audit");
            int orphan = first.orphan();
            first.call("cleanup", "--force", "--confirm-after", "0s");
            page.await(
                    "the new termination",
                    "document.getElementById('audit-body').innerText.includes('" + orphan + "')");
            assertThat((List<?>) page.run("return performance.getEntriesByType('resource').map(entry => entry.name)"))
                    .isNotEmpty()
                    .allMatch(name -> name.toString().startsWith(nginx.url(NAME) + "/first/"));

            page.driver.get(nginx.url(NAME) + "/second/");
            page.await("the log-in", "!document.getElementById('login').hidden");
            assertThat(page.text("#login-why")).isEmpty();
            page.open(link(second, "/second/"));
            page.view("audit");
            assertThat(page.text("#audit-body")).doesNotContain(Integer.toString(orphan));

            page.driver.get(nginx.url(NAME) + "/first/#/audit");
            page.loaded();
            assertThat(page.text("#audit-body")).contains(Integer.toString(orphan));
        }
    }

    private DaemonFixture daemon(String path) throws IOException {
        DaemonFixture house = new DaemonFixture(Files.createDirectory(folder.resolve(path)));
        house.with("web.public-url", nginx.url(NAME) + "/" + path).writeSettings();
        house.run();
        return house;
    }

    private static int port(DaemonFixture house) {
        return Integer.parseInt(house.status("daemon/url").toString().replaceFirst(".*:", ""));
    }

    private String link(DaemonFixture house, String path) {
        String link =
                house.call("dashboard", "--no-open").out().lines().findFirst().orElseThrow();
        assertThat(link).startsWith(nginx.url(NAME) + path + "#link=");
        return link;
    }
}
