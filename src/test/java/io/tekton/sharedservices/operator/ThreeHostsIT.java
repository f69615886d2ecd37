package io.tekton.sharedservices.operator;

import static io.tekton.sharedservices.daemon.DaemonFixture.at;
import static io.tekton.sharedservices.daemon.DaemonFixture.await;
import static io.tekton.sharedservices.daemon.DaemonFixture.lives;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.daemon.DaemonFixture;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.StrictJson;
import io.tekton.sharedservices.web.Nginx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three daemons behind nginx with TLS, and Prometheus that scrapes them by their names, by the examples of docs/proxy
 * and with the alert rules of packaging/prometheus.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "real processes of any argv need /proc")
class ThreeHostsIT {
    private static final Path EXAMPLE = Path.of("docs/proxy/prometheus.yml");
    private static final Path RULES = Path.of("packaging/prometheus/alerts.yml");
    private static final List<String> NAMES = List.of("host-a.example.org", "host-b.example.org", "host-c.example.org");
    private static final String TARGET = ":443";
    private static final String SURVIVED =
            "shared_services_terminations_total{result=\"SURVIVED\",signal=\"TERM+KILL\"}";

    @TempDir
    private Path folder;

    private final Map<String, DaemonFixture> houses = new LinkedHashMap<>();

    @AfterEach
    void close() {
        houses.values().forEach(DaemonFixture::close);
    }

    /** The example with the files of this test, and with short intervals: the rules are as they are shipped. */
    private static String configuration(Path authority) throws IOException {
        String text = Files.readString(EXAMPLE)
                .replace(
                        "/etc/prometheus/shared-services/alerts.yml",
                        RULES.toAbsolutePath().toString())
                .replace("/etc/prometheus/shared-services/ca.pem", authority.toString())
                .replace("interval: 30s", "interval: 1s");
        assertThat(text).doesNotContain("/etc/").doesNotContain("30s");
        return text;
    }

    @Test
    void theExampleIsWhatPrometheusAccepts() throws Exception {
        Path promtool = Path.of("/usr/bin/promtool");
        assumeTrue(Files.isExecutable(promtool), promtool + " is not installed");
        Path authority = Files.createFile(folder.resolve("ca.pem"));
        Path file = Files.writeString(folder.resolve("prometheus.yml"), configuration(authority));

        Process check = new ProcessBuilder(promtool.toString(), "check", "config", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(check.waitFor()).as(said).isZero();
        assertThat(said).contains("is valid prometheus config file", "rules found");
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    void allThreeAreUpByNameAndTheFirstSurvivorOfOneFiresTheAlertOfThatHostAlone() throws Exception {
        PrometheusServer.need();
        try (Nginx nginx = new Nginx(folder.resolve("nginx"))) {
            for (String name : NAMES) {
                nginx.site(name, daemon(name));
            }
            nginx.start(NAMES.get(0), "/livez");
            for (String name : NAMES) {
                assertThat(nginx.curl(name, "/")).startsWith("HTTP/1.1 200 ").contains("<html");
            }
            try (NameProxy resolver = new NameProxy(houses.keySet(), nginx.port());
                    PrometheusServer prometheus = prometheus(nginx, resolver)) {
                await("the targets to be up", () -> up(prometheus).equals(onAll("up")));
                // An increase needs a sample before it: the series must begin before the first survivor.
                await(
                        "two samples of every host, and an evaluation of the rules",
                        () -> prometheus
                                        .values("count_over_time(" + SURVIVED + "[5m]) > bool 1")
                                        .equals(onAll("1"))
                                && wasEvaluated(prometheus));
                assertThat(prometheus.values(SURVIVED)).isEqualTo(onAll("0"));
                assertThat(firing(prometheus)).isEmpty();

                DaemonFixture second = houses.get(NAMES.get(1));
                int orphan = second.stubborn();
                try (HeldProcess held = new HeldProcess(orphan)) {
                    DaemonFixture.Ended cleanup = second.call("cleanup", "--force");

                    assertThat(cleanup.code()).as(cleanup.all()).isEqualTo(1);
                    assertThat(lives(held.pid())).isTrue();
                    await("the alert", () -> !firing(prometheus).isEmpty());
                    assertThat(firing(prometheus, "instance", "result", "signal"))
                            .containsExactly("SharedServicesOrphanSurvived firing " + NAMES.get(1) + TARGET
                                    + " SURVIVED TERM+KILL");
                    assertThat(prometheus.values(SURVIVED))
                            .containsExactly(
                                    NAMES.get(0) + TARGET + " 0",
                                    NAMES.get(1) + TARGET + " 1",
                                    NAMES.get(2) + TARGET + " 0");
                    assertThat(prometheus.values("increase(" + SURVIVED + "[6h]) > bool 0"))
                            .containsExactly(
                                    NAMES.get(0) + TARGET + " 0",
                                    NAMES.get(1) + TARGET + " 1",
                                    NAMES.get(2) + TARGET + " 0");
                    // What the alert's description recommends.
                    Map<String, Object> audit = second.json("audit", "--outcome", "SURVIVED");
                    assertThat(at(audit, "terminations/0/pid")).isEqualTo((long) orphan);
                    assertThat(at(audit, "terminations/0/signals").toString()).isEqualTo("[TERM, KILL]");
                }
                await("the end of the survivor", () -> !lives(orphan));
            }
        }
    }

    /** Starts one with a platform folder and a state folder of its own; returns its port. */
    private int daemon(String name) throws IOException {
        DaemonFixture house = new DaemonFixture(Files.createDirectory(folder.resolve(name)));
        houses.put(name, house);
        house.with("web.allowed-hosts", name)
                .with("web.public-url", "https://" + name)
                .with("orphan-cleanup.grace", "1s")
                .writeSettings();
        house.run();
        return Integer.parseInt(house.status("daemon/url").toString().replaceFirst(".*:", ""));
    }

    private PrometheusServer prometheus(Nginx nginx, NameProxy resolver) throws IOException {
        Path file = Files.writeString(
                folder.resolve("prometheus.yml"),
                configuration(nginx.authority())
                        .replace("scheme: https\n", "scheme: https\n    proxy_url: " + resolver.url() + "\n"));
        return new PrometheusServer(folder.resolve("prometheus"), file);
    }

    /** Without those that are pending: one scrape that a busy machine answers too late makes one. */
    private static List<String> firing(PrometheusServer prometheus, String... labels) {
        return prometheus.alerts(labels).stream()
                .filter(alert -> !alert.contains(" pending"))
                .toList();
    }

    private static List<String> up(PrometheusServer prometheus) {
        return StrictJson.objects(prometheus.ask("targets?state=active"), "activeTargets").stream()
                .map(target -> StrictJson.object(target, "labels").get("instance") + " " + target.get("health"))
                .sorted()
                .toList();
    }

    /** Whether each of our rules has had an evaluation without a fault. */
    private static boolean wasEvaluated(PrometheusServer prometheus) {
        List<Map<String, Object>> groups = StrictJson.objects(prometheus.ask("rules"), "groups");
        List<Map<String, Object>> rules = StrictJson.objects(groups.get(0), "rules");
        return rules.stream().allMatch(rule -> "ok".equals(rule.get("health")));
    }

    private static List<String> onAll(String value) {
        return NAMES.stream().map(name -> name + TARGET + " " + value).toList();
    }
}
