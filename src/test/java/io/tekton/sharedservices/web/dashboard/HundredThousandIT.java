package io.tekton.sharedservices.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.daemon.DaemonFixture;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.testing.Rounds;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a page asks of a daemon that has 100,000 terminations on record. How long each answer takes is printed, for
 * docs/performance.md; a machine with other work says nothing by it, so it is not judged here.
 */
@Tag(Rounds.LONG_ONLY)
class HundredThousandIT {
    private static final int RUNS = 1_000;
    private static final int OF_EACH = 100;

    @TempDir
    static Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void answersWhatThePageAsks() throws IOException, InterruptedException {
        try (DaemonFixture house = new DaemonFixture(folder)) {
            try (Store store = house.store()) {
                new SeededHistory(store, Clock.systemUTC().instant()).writeMany(RUNS, OF_EACH);
            }
            house.run();
            String url = String.valueOf(house.status("daemon/url"));
            String token = Files.readString(house.state.resolve("token")).strip();
            for (String path : List.of(
                    "overview",
                    "overview?range=month",
                    "overview?range=year",
                    "leaks?range=day",
                    "leaks?range=month",
                    "leaks?range=year",
                    "runs?job=orphan-cleanup&limit=25",
                    "terminations?limit=25&all=true",
                    "terminations?limit=25&all=true&component=apollo",
                    "terminations?limit=25&all=true&component=apollo&since=30d",
                    "terminations?limit=25&all=true&user=tekton",
                    "terminations?limit=25&all=true&user=nobody",
                    "terminations?limit=25&all=true&program=node",
                    "terminations?limit=25&all=true&rule=none",
                    "terminations?limit=25&all=true&outcome=KILLED&user=tekton",
                    "terminations?limit=25&all=true&before=" + RUNS * OF_EACH / 2,
                    "interventions?limit=25",
                    "settings/changes?limit=25",
                    "syncs?limit=25")) {
                List<Long> millis = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    long start = System.nanoTime();
                    assertThat(get(url + "/api/v1/" + path, token)).as(path).isEqualTo(200);
                    millis.add((System.nanoTime() - start) / 1_000_000);
                }
                long first = millis.get(0);
                Collections.sort(millis);
                System.out.println(
                        "100,000 terminations: " + path + " first " + first + " ms, median " + millis.get(2) + " ms");
            }
        }
    }

    private int get(String url, String token) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create(url))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }
}
