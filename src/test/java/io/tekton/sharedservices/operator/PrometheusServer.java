package io.tekton.sharedservices.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.daemon.DaemonFixture;
import io.tekton.sharedservices.testing.StrictJson;
import io.tekton.sharedservices.web.Nginx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real Prometheus server of this host, asked through its own API. Closing ends it. */
final class PrometheusServer implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/prometheus");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path log;
    private final String url;
    private final Process process;

    /** Skips the calling test where there is none. */
    static void need() {
        assumeTrue(Files.isExecutable(PROGRAM), PROGRAM + " is not installed");
    }

    /** It is ready when this returns. */
    PrometheusServer(Path folder, Path configuration) throws IOException {
        Files.createDirectories(folder);
        log = folder.resolve("prometheus.log");
        int port = Nginx.freePort();
        url = "http://127.0.0.1:" + port;
        process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        DaemonFixture.await("readiness of Prometheus", () -> {
            assertThat(process.isAlive()).as(said()).isTrue();
            return body("/-/ready").isPresent();
        });
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty where it does not answer, or not with 200. */
    private Optional<String> body(String path) {
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** @param path such as {@code targets}, below its API */
    Map<String, Object> ask(String path) {
        String body = body("/api/v1/" + path).orElseThrow(() -> new AssertionError("no answer to " + path + said()));
        Map<String, Object> answer = StrictJson.object(body);
        assertThat(answer.get("status")).as(body).isEqualTo("success");
        return StrictJson.object(answer, "data");
    }

    /** The label {@code instance} of each series that an expression has now, with its value. */
    List<String> values(String expression) {
        return StrictJson.objects(ask("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8)), "result")
                .stream()
                .map(one ->
                        StrictJson.object(one, "metric").get("instance") + " " + ((List<?>) one.get("value")).get(1))
                .sorted()
                .toList();
    }

    /** What it alerts of, as {@code NAME STATE}, with those labels that the test names. */
    List<String> alerts(String... labels) {
        return StrictJson.objects(ask("alerts"), "alerts").stream()
                .map(alert -> {
                    StringBuilder text = new StringBuilder();
                    Map<String, Object> all = StrictJson.object(alert, "labels");
                    text.append(all.get("alertname")).append(' ').append(alert.get("state"));
                    for (String label : labels) {
                        text.append(' ').append(all.get(label));
                    }
                    return text.toString();
                })
                .toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
