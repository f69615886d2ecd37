package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.cleanup.CleanupListener.Phase.WAITING;
import static io.tekton.sharedservices.endtoend.Installation.lives;
import static io.tekton.sharedservices.journal.TerminationResult.NOT_SIGNALLED;
import static io.tekton.sharedservices.journal.TerminationResult.SURVIVED;
import static io.tekton.sharedservices.journal.TerminationResult.TERMINATED;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.registry.WhenEmpty;
import io.tekton.sharedservices.testing.Neighbour;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A registry that parses and is not true ends nobody. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "real processes of any argv need /proc")
class UntrueRegistryTest {
    @TempDir
    Path temp;

    private Installation tekton;
    private SampleProcesses zoo;

    @BeforeEach
    void open() {
        tekton = new Installation(temp);
        zoo = new SampleProcesses();
    }

    @AfterEach
    void close() {
        zoo.close();
    }

    private int start(String id) {
        return zoo.child(tekton.argv("--ai-id", id), Map.of());
    }

    /** Living CIs, registered, and read as registered by one run. */
    private Map<String, Integer> platform(int size) {
        Map<String, Integer> all = new LinkedHashMap<>();
        IntStream.range(0, size).forEach(i -> all.put("ci" + i + "-ai", start("ci" + i + "-ai")));
        register(all);
        assertThat(tekton.cleanup().run().run().counts().orphans()).isZero();
        return all;
    }

    private void register(Map<String, Integer> entries) {
        tekton.register(text(entries));
    }

    private static String text(Map<String, Integer> entries) {
        return entries.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\": {\"port\": 1, \"component\": \"" + entry.getKey()
                        + "\", \"metadata\": {\"pid\": " + entry.getValue() + "}}")
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static Map<String, Integer> first(Map<String, Integer> entries, int size) {
        Map<String, Integer> some = new LinkedHashMap<>();
        entries.entrySet().stream().limit(size).forEach(entry -> some.put(entry.getKey(), entry.getValue()));
        return some;
    }

    private static void allLive(Map<String, Integer> all) {
        assertThat(all.values()).allMatch(Installation::lives);
    }

    @Test
    void refusesARegistryThatBecameEmptyWhileItsProcessesLive() {
        Map<String, Integer> all = platform(12);
        tekton.register("{}");

        Installation.Outcome live = tekton.cleanup().run();
        Installation.Outcome dry = tekton.cleanup().dry().run();

        for (Installation.Outcome outcome : List.of(live, dry)) {
            assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.REFUSED);
            assertThat(outcome.run().reason()).isEqualTo("registry-collapsed");
            assertThat(outcome.run().message())
                    .contains(all.keySet())
                    .contains("lost 12 of the 12", "--accept-registry");
            assertThat(outcome.verdicts()).hasSize(12);
            assertThat(outcome.terminations())
                    .allSatisfy(one -> assertThat(one.verdict().result()).isEqualTo(NOT_SIGNALLED));
        }
        allLive(all);

        register(all);

        assertThat(tekton.cleanup().run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        allLive(all);
    }

    @Test
    void refusesARegistryWithOneOfTwentyEntriesLeft() {
        Map<String, Integer> all = platform(20);
        register(first(all, 1));

        Installation.Outcome outcome = tekton.cleanup().run();

        assertThat(outcome.run().reason()).isEqualTo("registry-collapsed");
        assertThat(outcome.run().message()).contains("lost 19 of the 20", "ci19-ai");
        allLive(all);
    }

    @Test
    void addsUpWhatSeveralReadingsLost() {
        Map<String, Integer> all = platform(20);
        int ended = 0;
        for (int left : List.of(12, 7, 4)) {
            register(first(all, left));
            tekton.cleanup().run();
            ended = (int) all.values().stream().filter(pid -> !lives(pid)).count();
        }

        Installation.Outcome last = tekton.cleanup().run();

        assertThat(last.run().reason()).isEqualTo("registry-collapsed");
        assertThat(ended).isEqualTo(8);
        assertThat(all.values().stream().filter(Installation::lives)).hasSize(12);
    }

    @Test
    void countsTheOnesThatEarlierRunsEnded() {
        Map<String, Integer> all = platform(4);
        register(first(all, 3));
        Installation.Outcome one = tekton.cleanup().run();
        register(first(all, 2));
        Installation.Outcome two = tekton.cleanup().run();

        assertThat(one.result(all.get("ci3-ai"))).isEqualTo(TERMINATED);
        assertThat(two.run().reason()).isEqualTo("registry-collapsed");
        assertThat(two.run().message()).contains("1 of them were ended by earlier runs");
        assertThat(lives(all.get("ci2-ai"))).isTrue();
    }

    @Test
    void letsOneOfTenGoAfterItsTime() {
        Map<String, Integer> all = platform(10);
        register(first(all, 9));
        int gone = all.get("ci9-ai");

        Installation.Outcome soon = tekton.cleanup().set("min-age", "1h").run();
        Installation.Outcome later = tekton.cleanup().run();

        assertThat(soon.verdict(gone).rule()).isEqualTo("recently-registered");
        assertThat(later.result(gone)).isEqualTo(TERMINATED);
        first(all, 9).values().forEach(pid -> assertThat(lives(pid)).isTrue());
    }

    @Test
    void sparesTheHealthyProcessWhoseEntryHasADeadOrAStrangersPid() {
        int healthy = start("apollo-ai");
        int dead = start("dead");
        zoo.end(dead);
        for (int stale : new int[] {dead, Neighbour.pid()}) {
            tekton.register("{\"apollo-ai\": {\"component\": \"apollo\", \"metadata\": {\"pid\": " + stale + "}}, "
                    + Neighbour.entry() + "}");

            Installation.Outcome outcome = tekton.cleanup().run();

            assertThat(outcome.verdict(healthy).rule()).isEqualTo("registered-elsewhere");
            assertThat(outcome.verdict(healthy).explanation())
                    .contains("apollo-ai is registered as pid " + stale)
                    .doesNotContain("no registry");
        }
        assertThat(lives(healthy)).isTrue();
    }

    @Test
    void endsASecondProcessOfARegisteredIdWhoseFirstLives() {
        int registered = start("apollo-ai");
        int second = start("apollo-ai");
        register(Map.of("apollo-ai", registered));

        Installation.Outcome outcome = tekton.cleanup().run();

        assertThat(outcome.result(second)).isEqualTo(TERMINATED);
        assertThat(outcome.verdict(second).explanation())
                .contains("apollo-ai is registered as pid " + registered + ", which lives");
        assertThat(lives(registered)).isTrue();
    }

    @Test
    void cleansAfterARestartOfThePlatformWithHangingProcesses() {
        Map<String, Integer> old = platform(20);
        Map<String, Integer> fresh = new LinkedHashMap<>();
        old.keySet().forEach(id -> fresh.put(id, start(id)));
        register(fresh);

        Installation.Outcome soon = tekton.cleanup().set("min-age", "1h").run();
        Installation.Outcome later = tekton.cleanup().run();

        assertThat(soon.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        old.values().forEach(pid -> assertThat(soon.verdict(pid).rule()).isEqualTo("recently-registered"));
        assertThat(later.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(old.values()).noneMatch(Installation::lives);
        allLive(fresh);
    }

    @Test
    void isNotDisturbedByACrashLoop() {
        Map<String, Integer> all = platform(5);
        for (int i = 0; i < 8; i++) {
            zoo.end(all.get("ci0-ai"));
            all.put("ci0-ai", start("ci0-ai"));
            register(all);

            assertThat(tekton.cleanup().run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        }
        allLive(all);
    }

    @Test
    void refusesAnEmptyRegistryOnItsFirstRun() {
        int orphan = start("apollo-ai");
        int dead = start("dead");
        zoo.end(dead);
        for (String registry : List.of("{}", text(Map.of("numa-ai", dead)))) {
            tekton.register(registry);

            Installation.Outcome live = tekton.cleanup().run();
            Installation.Outcome dry = tekton.cleanup().dry().run();

            assertThat(live.run().reason()).isEqualTo("registry-empty");
            assertThat(dry.run().reason()).isEqualTo("registry-empty");
            assertThat(dry.result(orphan)).isEqualTo(NOT_SIGNALLED);
            assertThat(lives(orphan)).isTrue();
        }

        assertThat(tekton.cleanup().whenEmpty(WhenEmpty.TRUST).run().result(orphan))
                .isEqualTo(TERMINATED);
    }

    @Test
    void isNotRefusedWhereAnEmptyRegistryMakesNoOrphans() {
        tekton.register("{}");

        assertThat(tekton.cleanup().run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
    }

    @Test
    void cleansAPlatformThatWasShutDownForGoodByTwoCommands() {
        Map<String, Integer> all = platform(5);
        tekton.register("{}");
        assertThat(tekton.cleanup().run().run().reason()).isEqualTo("registry-collapsed");

        Installation.Outcome accepted =
                tekton.cleanup().acceptRegistry().set("min-age", "1h").run();
        Installation.Outcome byItself = tekton.cleanup().run();
        Installation.Outcome second = tekton.cleanup().acceptRegistry().run();

        assertThat(accepted.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(accepted.run().message()).contains("--accept-registry by test", "lost 5 of the 5");
        all.values().forEach(pid -> {
            assertThat(accepted.verdict(pid).rule()).isEqualTo("recently-registered");
            assertThat(accepted.verdict(pid).explanation()).contains("it is spared until");
        });
        assertThat(byItself.run().reason()).isEqualTo("registry-empty");
        assertThat(second.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(all.values()).noneMatch(Installation::lives);
    }

    @Test
    void neverTakesADryRunForItsBaseline() {
        Map<String, Integer> all = platform(5);
        tekton.register("{}");
        tekton.cleanup().dry().acceptRegistry().run();

        assertThat(tekton.cleanup().run().run().reason()).isEqualTo("registry-collapsed");
        allLive(all);
    }

    @Test
    void looksAgainBeforeEachSignal() {
        Map<String, Integer> all = platform(3);
        int orphan = start("other-ai");
        int stubborn = zoo.stubborn(tekton.argv("--ai-id", "stubborn-ai"), Map.of());

        Installation.Outcome before =
                tekton.cleanup().afterTermIntents(() -> tekton.register("{}")).run();
        boolean orphanLived = lives(orphan);
        register(all);
        Installation.Outcome during = tekton.cleanup()
                .set("grace", "100ms")
                .at(WAITING, () -> tekton.register("{}"))
                .run();

        assertThat(before.run().reason()).isEqualTo("registry-collapsed");
        assertThat(before.result(orphan)).isEqualTo(NOT_SIGNALLED);
        assertThat(orphanLived).isTrue();
        assertThat(during.result(orphan)).isEqualTo(TERMINATED);
        assertThat(during.result(stubborn)).isEqualTo(SURVIVED);
        assertThat(during.termination(stubborn).detail()).contains("no SIGKILL was sent", "lost");
        assertThat(lives(stubborn)).isTrue();
    }

    @Test
    void believesNoReadingWhileItsMemoryIsDamaged() throws IOException {
        Map<String, Integer> all = platform(4);
        Path memory;
        try (Stream<Path> files = Files.list(tekton.stateFolder)) {
            memory = files.filter(this::isMemory).findFirst().orElseThrow();
        }
        String torn = Files.readString(memory).substring(0, 60);
        Files.writeString(memory, torn);
        for (Map<String, Integer> left : List.of(first(all, 1), all, Map.<String, Integer>of())) {
            register(left);
            for (Installation.Outcome outcome : List.of(
                    tekton.cleanup().run(),
                    tekton.cleanup().dry().run(),
                    tekton.cleanup().run())) {
                assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.REFUSED);
                assertThat(outcome.run().reason()).isEqualTo("registry-memory-damaged");
                assertThat(outcome.run().message()).contains(memory.toString(), "cleanup --accept-registry");
            }
            assertThat(memory).hasContent(torn);
        }
        allLive(all);
        tekton.register("{");
        assertThat(tekton.cleanup().acceptRegistry().run().run().outcome()).isEqualTo(RunOutcome.REFUSED);
        register(first(all, 1));
        assertThat(tekton.cleanup().run().run().reason())
                .as("no reading was accepted")
                .isEqualTo("registry-memory-damaged");
        register(all);

        Installation.Outcome accepted = tekton.cleanup().acceptRegistry().run();

        assertThat(accepted.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(memory.resolveSibling(memory.getFileName() + ".damaged")).hasContent(torn);
        register(first(all, 1));
        assertThat(tekton.cleanup().run().run().reason()).isEqualTo("registry-collapsed");
        allLive(all);
    }

    private boolean isMemory(Path file) {
        return file.getFileName().toString().startsWith("registrations-");
    }
}
