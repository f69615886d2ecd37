package io.tekton.sharedservices.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One daemon from {@code start} to {@code stop}: every route, and the commands that go through it. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the zoo reads /proc")
class DaemonGoldenIT {
    private static final String HTTP = "http";
    private static final String COMMANDS = "with-daemon";

    private static Recordings answers;
    private static Recordings calls;
    private static List<Exchanges.Exchange> exchanges;

    @BeforeAll
    static void tellTheStory(@TempDir Path folder) throws IOException {
        try (World world = new World(
                        folder,
                        "orphan-cleanup.min-age = 0s",
                        "orphan-cleanup.grace = 1s",
                        "orphan-cleanup.confirm-after = 0s",
                        "config-sync.schedule = every 7d",
                        "web.port = 0");
                GoldenDaemon daemon = new GoldenDaemon(world)) {
            world.registerApollo(world.prompt("apollo"), 45012);
            world.prompt("numa");
            world.stubborn("metis");
            world.configuration();
            calls = world.record();
            world.call("start");
            daemon.await("orphan-cleanup", "SUCCEEDED", 1);
            world.raiseFlag();
            daemon.await("config-sync", "SUCCEEDED", 1);
            int orphan = world.prompt("numa");
            answers = new Recordings(world.steady);
            Exchanges asked = new Exchanges(new Http(daemon.port()), answers, daemon.token());
            new RoutesAsked(asked, world, orphan).all();
            exchanges = asked.all();
            commands(world, orphan);
            for (String line : List.of("restart", "stop", "stop")) {
                world.call(line);
            }
        }
    }

    private static void commands(World world, int orphan) {
        for (String line : List.of(
                "start",
                "run",
                "run --background",
                "status",
                "status --json",
                "jobs",
                "jobs --json",
                "jobs pause orphan-cleanup --reason upgrade",
                "status",
                "jobs trigger orphan-cleanup",
                "jobs resume orphan-cleanup",
                "jobs resume orphan-cleanup",
                "jobs trigger orphan-cleanup",
                "jobs trigger nothing",
                "jobs history",
                "jobs history --json",
                "reload",
                "dashboard --no-open",
                "dashboard --sessions",
                "dashboard --revoke nobody@dashboard-000000",
                "cleanup --json",
                "cleanup --dry-run --json",
                "cleanup --force",
                "sync",
                "sync --force --json",
                "explain " + orphan,
                "history --json --limit 2",
                "audit --csv --limit 1",
                "audit --json --limit 1",
                "audit verify",
                "config --changes",
                "status --set orphan-cleanup.grace=5s",
                "cleanup --set orphan-cleanup.users=any",
                "store backup " + world.calls.folder.resolve("copy.sql"),
                "store purge",
                "store restore " + world.calls.folder.resolve("copy.sql"),
                "store set-aside")) {
            world.call(line);
        }
        world.callFor("doctor", Set.of("ok"), "doctor", "--json");
    }

    static Set<String> routes() {
        return answers.names();
    }

    static Set<String> commands() {
        return calls.names();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void answersRequestsAsItsGoldenFilesSay(String name) {
        Golden.compare(HTTP, answers, name);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void answersCommandsAsItsGoldenFilesSay(String name) {
        Golden.compare(COMMANDS, calls, name);
    }

    @Test
    void theDescriptionOfTheApiIsSoundAndHasEveryRouteButTheDashboardsFiles() throws IOException {
        ApiDescription description = description();
        Set<String> described = new TreeSet<>(Routes.all());
        described.removeAll(Set.of("GET_page", "GET_dashboard_x"));

        assertThat(description.faults()).isEmpty();
        assertThat(description.routes()).isEqualTo(described);
    }

    @Test
    void everyAnswerIsAsTheDescriptionSays() {
        ApiDescription description = description();

        assertThat(exchanges).hasSizeGreaterThan(100);
        assertThat(exchanges.stream()
                        .flatMap(exchange -> description.faults(exchange.request(), exchange.answer()).stream()))
                .isEmpty();
    }

    private static ApiDescription description() {
        return exchanges.stream()
                .filter(exchange -> exchange.request().equals("GET /api/v1/openapi.json"))
                .map(exchange -> new ApiDescription(exchange.answer().body()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyRouteHasGoldenFilesAndNoFileIsLeftOver() {
        assertThat(answers.names()).containsAll(Routes.all());
        Golden.compareNames(HTTP, answers);
        Golden.compareNames(COMMANDS, calls);
    }
}
