package io.tekton.sharedservices.daemon;

import static io.tekton.sharedservices.daemon.DaemonFixture.at;
import static io.tekton.sharedservices.daemon.DaemonFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.daemon.DaemonFixture.Daemon;
import io.tekton.sharedservices.daemon.DaemonFixture.Ended;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The configuration sync in a real daemon, whose schedule comes in an hour unless a test says otherwise: what follows,
 * follows by the watch.
 */
@EnabledOnOs(OS.LINUX)
class DaemonSyncIT {
    @TempDir
    Path temp;

    private DaemonFixture house;
    private SyncHouse sync;

    @BeforeEach
    void build() throws IOException {
        house = new DaemonFixture(temp);
        house.with("config-sync.schedule", "every 1h").with("orphan-cleanup.enabled", "false");
        house.writeSettings();
        sync = new SyncHouse(house);
        sync.register(45_000);
        sync.raiseFlag();
    }

    @AfterEach
    void tearDown() {
        house.close();
    }

    private List<Map<?, ?>> runs() {
        List<Map<?, ?>> runs = new ArrayList<>();
        Object all = house.json("history", "--job", "config-sync", "--limit", "10000")
                .get("runs");
        ((List<?>) all).forEach(run -> runs.add((Map<?, ?>) run));
        return runs;
    }

    private List<Map<?, ?>> runs(String outcome) {
        return runs().stream().filter(run -> outcome.equals(run.get("outcome"))).toList();
    }

    /** This house's daemon has a minimum age of 0, which is a warning by itself. */
    private static boolean isOfTheSettings(Object warning) {
        return warning.toString().contains("orphan-cleanup.min-age is 0s");
    }

    private List<?> warnings() {
        return (List<?>) house.json("status").get("warnings");
    }

    private void awaitInLine(int port) {
        await("port " + port + " in the configuration", () -> sync.port() == port);
        await("no flag is left", () -> sync.flags().isEmpty());
    }

    /** Until nothing checks for a flag any more: only the watch can see the next one. */
    private void awaitRest() {
        AtomicLong before = new AtomicLong(-1);
        await("rest", () -> {
            long now = ((Number) house.status("jobs/0/ticks")).longValue();
            return before.getAndSet(now) == now;
        });
    }

    @Test
    @Tag(Rounds.LONG_FORM)
    void followsTheFlagAndTellsHowFast() throws IOException {
        house.run();
        awaitInLine(45_000);
        long[] nanos = new long[Rounds.of(4, 40)];

        for (int round = 0; round < nanos.length; round++) {
            int port = 45_100 + round;
            sync.register(port);
            long raised = System.nanoTime();
            sync.raiseFlag();
            while (sync.port() != port) {
                assertThat(System.nanoTime() - raised).isLessThan(TimeUnit.SECONDS.toNanos(240));
                Thread.onSpinWait();
            }
            nanos[round] = System.nanoTime() - raised;
            awaitRest();
        }

        Arrays.sort(nanos);
        System.out.println("DaemonSyncIT: flag to file, median " + nanos[nanos.length / 2] / 1_000_000
                + " ms, 95th percentile " + nanos[nanos.length * 95 / 100] / 1_000_000 + " ms, worst "
                + nanos[nanos.length - 1] / 1_000_000 + " ms");
        awaitInLine(45_100 + nanos.length - 1);
        sync.assertTheirOwnIsKept();
        Map<?, ?> newest = runs("SUCCEEDED").get(0);
        assertThat(newest.get("trigger")).isEqualTo("FLAG");
        Map<String, Object> one = house.json("history", (String) newest.get("id"));
        assertThat(one).doesNotContainKey("verdicts");
        assertThat(at(one, "latencyMillis")).isInstanceOf(Number.class);
        assertThat(at(one, "flaggedAt")).isInstanceOf(String.class);
        assertThat(at(one, "changes/0/component")).isEqualTo("apollo");
        assertThat(at(one, "changes/0/field")).isEqualTo("port");
        assertThat(((Number) at(one, "changes/0/new")).intValue()).isEqualTo(sync.port());
        assertThat((String) at(one, "difference")).contains("@@", Integer.toString(sync.port()));
        assertThat(house.call("audit", "verify").code()).isZero();
    }

    @Test
    @Tag(Rounds.LONG_FORM)
    void writesNothingUnaskedAndReportsWhatIsOutOfLine() throws IOException {
        Files.delete(sync.flag);
        String before = sync.text();

        Daemon dry = house.run("--dry-run");
        await("a warning", () -> warnings().toString().contains("out of line with the registry"));
        assertThat(warnings().toString()).contains("every sync is a DRY RUN", "every cleanup is a DRY RUN");
        sync.raiseFlag();
        await("the rehearsal", () -> !runs().isEmpty());
        assertThat(runs().get(0).get("dryRun")).isEqualTo(true);
        assertThat(sync.text()).isEqualTo(before);
        assertThat(sync.flags()).hasSize(1);
        dry.stop();
        Files.delete(sync.flag);

        for (int start = 0; start < Rounds.of(1, 2); start++) {
            Daemon live = house.run();
            await("a warning", () -> warnings().toString().contains("sync --force"));
            assertThat(sync.text()).isEqualTo(before);
            live.stop();
        }

        assertThat(house.call("sync", "--force").code()).isZero();
        sync.register(45_001);
        String inLine = sync.text();
        house.run();
        await("a warning", () -> warnings().toString().contains("the registry changed and no update flag"));
        assertThat(sync.text()).isEqualTo(inLine);
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void bringsBackWhatAProgramSavesIntoTheFileThatASyncTookOut() throws IOException {
        house.run();
        awaitInLine(45_000);
        Path kept = sync.config.resolveSibling(".tekton_ai_config.json.sync-20260101-000000-aaaaaa.1." + "0".repeat(32)
                + "." + "1".repeat(32) + ".kept");

        Files.writeString(kept, sync.text().replace("Reads code.", "Saved late."));

        await("the late save", () -> sync.text().contains("Saved late."));
        await("its record", () -> String.valueOf(runs().get(0).get("message")).contains("brought back"));
        assertThat(sync.port()).isEqualTo(45_000);
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void aConfigurationThatWasWipedIsReportedAndCanBePutBack() throws IOException {
        house.run();
        awaitInLine(45_000);
        String last = sync.text();

        Files.writeString(sync.config, "{\"env\": {}}");

        await("the failure", () -> !runs("FAILED").isEmpty());
        assertThat(runs("FAILED").get(0).get("reason")).isEqualTo("config-collapsed");
        assertThat(sync.text()).isEqualTo("{\"env\": {}}");
        Map<String, Object> versions = house.json("sync", "--versions");
        int newest = ((Number) at(versions, "versions/0/version")).intValue();
        assertThat(at(versions, "versions/0/components")).isEqualTo(2L);
        Ended undo = house.call("sync", "--undo", Integer.toString(newest));
        assertThat(undo.code()).as(undo.all()).isZero();
        assertThat(sync.text()).isEqualTo(last);
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void leavesNoRunForATickThatFoundNothingButACounter() throws IOException {
        house.with("config-sync.schedule", "every 1s");
        house.writeSettings();
        house.run();
        awaitInLine(45_000);
        int before = runs().size();

        await("ticks", () -> ((Number) house.status("jobs/0/ticks")).longValue() >= 4);

        assertThat(runs()).hasSize(before);
        assertThat((String) house.status("jobs/0/lastTickAt")).isNotEmpty();
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void keepsTheFlagOfAPausedJobAndFollowsItWhenItIsResumed() throws IOException {
        house.run();
        awaitInLine(45_000);
        assertThat(house.call("jobs", "pause", "config-sync", "--reason", "a test")
                        .code())
                .isZero();
        sync.register(45_001);
        sync.raiseFlag();

        Ended byHand = house.call("sync");

        assertThat(byHand.code()).as(byHand.all()).isEqualTo(5);
        assertThat(byHand.out()).contains("paused", "a test");
        assertThat(sync.flags()).hasSize(1);
        assertThat(sync.port()).isEqualTo(45_000);
        assertThat(house.call("jobs", "resume", "config-sync").code()).isZero();
        awaitInLine(45_001);
    }

    @Test
    void repairsASaveThatPutsOwnedFieldsOutOfLineAtOnceAndOnRecord() throws IOException {
        house.run();
        awaitInLine(45_000);
        sync.register(45_001);
        String older = sync.text();
        sync.raiseFlag();
        awaitInLine(45_001);

        Path swap = sync.config.resolveSibling(".swap");
        Files.writeString(swap, older.replace("Reads code.", "Reads code. And prose."));
        Files.move(swap, sync.config, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        awaitInLine(45_001);
        assertThat(sync.text()).contains("Reads code. And prose.");
        await(
                "the repair's end on record",
                () -> "SUCCEEDED".equals(runs().get(0).get("outcome")));
        Map<?, ?> repair = runs().get(0);
        assertThat(repair.get("actor")).isEqualTo("drift");
        assertThat(house.json("history", (String) repair.get("id")).get("flaggedAt"))
                .isNull();
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void onlyWarnsOfDriftWhereThatIsWanted() throws IOException {
        house.with("config-sync.drift", "report");
        house.writeSettings();
        house.run();
        sync.raiseFlag();
        awaitInLine(45_000);
        int before = runs().size();

        Files.writeString(sync.config, sync.text().replace("45000", "1"));

        await("a warning of drift", () -> warnings().toString().contains("out of line with the registry"));
        assertThat(sync.port()).isEqualTo(1);
        assertThat(runs()).hasSize(before);
        Ended forced = house.call("sync", "--force");
        assertThat(forced.code()).as(forced.all()).isZero();
        assertThat(sync.port()).isEqualTo(45_000);
        await("no warning any more", () -> warnings().stream().allMatch(DaemonSyncIT::isOfTheSettings));
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void anUndoStaysUntilTheNextFlag() throws IOException {
        house.run();
        awaitInLine(45_000);
        sync.register(45_001);
        String older = sync.text();
        sync.raiseFlag();
        awaitInLine(45_001);

        Ended undo = house.call("sync", "--undo");

        assertThat(undo.code()).as(undo.all()).isZero();
        assertThat(sync.text()).isEqualTo(older);
        // a check by the job in between would have repaired it
        long ticks = ((Number) house.status("jobs/0/ticks")).longValue();
        Files.writeString(sync.folder.resolve("anything"), "");
        sync.raiseFlag();
        awaitInLine(45_001);
        assertThat(((Number) house.status("jobs/0/ticks")).longValue()).isGreaterThan(ticks);
    }

    @Test
    void recordsOneFailureKeepsTheFlagAndRecoversWhenTheRegistryIsFixed() throws IOException {
        house.run();
        awaitInLine(45_000);
        int before = runs().size();
        sync.tearRegistry();
        sync.raiseFlag();

        await(
                "several tries",
                () -> warnings().stream()
                        .anyMatch(warning ->
                                warning.toString().matches("config-sync is failing since .*, [3-9] tries: .*")));

        assertThat(runs()).hasSize(before + 1);
        assertThat(runs().get(0).get("outcome")).isEqualTo("FAILED");
        assertThat((String) runs().get(0).get("reason")).startsWith("registry-");
        assertThat(sync.flags()).isNotEmpty();
        assertThat(sync.port()).isEqualTo(45_000);
        sync.register(45_002);
        awaitInLine(45_002);
        await("no warning any more", () -> warnings().stream().allMatch(DaemonSyncIT::isOfTheSettings));
        assertThat(runs()).hasSize(before + 2);
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void followsFlagsWhileACleanupWaitsOutItsGrace() throws IOException {
        house.with("orphan-cleanup.enabled", "true").with("orphan-cleanup.grace", "60s");
        house.writeSettings();
        house.stubborn();
        Daemon daemon = house.run();
        await(
                "the cleanup's wait",
                () -> house.json("audit").get("terminations").toString().contains("TERM"));

        for (int port = 45_010; port < 45_020; port++) {
            sync.register(port);
            sync.raiseFlag();
            awaitInLine(port);
        }

        assertThat(house.status("jobs/0/lastRun/outcome")).isEqualTo("RUNNING");
        daemon.signal("TERM");
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    @Tag(Rounds.LONG_FORM)
    void losesNothingWhenItIsKilledAtAnyMoment() throws Exception {
        long seed = Long.getLong("sync.kill.seed", new Random().nextLong());
        int rounds = Integer.getInteger("sync.kill.rounds", Rounds.of(2, 10));
        System.out.println("DaemonSyncIT: -Dsync.kill.seed=" + seed + " -Dsync.kill.rounds=" + rounds);
        Random random = new Random(seed);
        int port = 45_100;
        for (int round = 0; round < rounds; round++) {
            Daemon daemon = house.run();
            awaitInLine(round == 0 ? 45_000 : port);
            port++;
            sync.register(Map.of("apollo", port, "specialist-" + round, port + 1_000));

            sync.raiseFlag();
            long until = System.nanoTime() + random.nextInt(60_000_000);
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            daemon.kill();

            // whole at every moment
            sync.port();
            sync.assertTheirOwnIsKept();
        }
        house.run();

        awaitInLine(port);
        sync.assertTheirOwnIsKept();
        assertThat(house.call("audit", "verify").code()).isZero();
    }

    /** When this returns, the new settings are at work: what the log says of them comes a moment before. */
    private void useSettings() throws IOException {
        house.replaceSettings();
        assertThat(house.call("reload").code()).isZero();
    }

    @Test
    void takesChangedSettingsWhileItRuns() throws IOException {
        house.run();
        awaitInLine(45_000);
        Path first = sync.config;
        Path other = Files.createDirectories(house.folder.resolve("elsewhere")).resolve("config.json");
        Files.copy(first, other);
        house.with("config-sync.config-file", other.toString());
        useSettings();

        sync.config = other;
        sync.register(45_001);
        sync.raiseFlag();

        awaitInLine(45_001);
        assertThat(Files.readString(first)).contains("45000");

        house.with("config-sync.dry-run", "true");
        useSettings();
        sync.register(45_002);
        sync.raiseFlag();
        await("a dry run", () -> Boolean.TRUE.equals(runs().get(0).get("dryRun")));
        int dry = runs().size();
        house.with("config-sync.dry-run", "false");
        useSettings();
        awaitInLine(45_002);
        assertThat(runs()).hasSize(dry + 1);

        house.with("config-sync.enabled", "false");
        useSettings();
        await("no such job", () -> !house.json("jobs").get("jobs").toString().contains("config-sync"));
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void saysWhyTheJobIsOffWithoutAConfiguration() throws IOException {
        house.environment.remove("TEKTON_ROOT");
        house.environment.put("HOME", house.root.toString());
        house.run();

        assertThat(house.status("jobs/0/name")).isEqualTo("config-sync");
        assertThat(house.status("jobs/0/enabled")).isEqualTo(false);
        assertThat((String) house.status("jobs/0/detail")).contains("TEKTON_ROOT", "config-sync.config-file");
        assertThat(house.call("sync").code()).isEqualTo(2);
    }

    @Test
    void goesOnWithTheCleanupWhateverHappensToTheSync() throws IOException {
        Files.writeString(sync.config, "{ torn");
        house.with("orphan-cleanup.enabled", "true");
        house.writeSettings();
        int orphan = house.orphan();
        house.run();
        sync.raiseFlag();

        await("the orphan's end", () -> !DaemonFixture.lives(orphan));

        await("the failure on record", () -> !runs("FAILED").isEmpty());
        assertThat((String) runs("FAILED").get(0).get("message")).contains("line 1");
        assertThat(sync.text()).isEqualTo("{ torn");
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    void commandsGoThroughTheDaemon() throws IOException {
        house.run();
        awaitInLine(45_000);
        sync.register(45_005);

        Map<String, Object> dry = house.json("sync", "--dry-run");

        assertThat(at(dry, "run/dryRun")).isEqualTo(true);
        assertThat(at(dry, "changes/0/field")).isEqualTo("port");
        assertThat(sync.port()).isEqualTo(45_000);
        Ended none = house.call("sync");
        assertThat(none.code()).as(none.all()).isZero();
        assertThat(sync.port()).as("no flag, so nothing is written").isEqualTo(45_000);
        Ended triggered = house.call("jobs", "trigger", "config-sync");
        assertThat(triggered.code()).as(triggered.all()).isZero();
        assertThat(sync.port()).isEqualTo(45_005);
        Ended other = house.call("--set", "config-sync.config-file=/tmp/other.json", "sync", "--force");
        assertThat(other.code()).as(other.all()).isEqualTo(2);
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void takesManyFlagsOfManyWritersAndEndsInLine() throws Exception {
        house.run();
        awaitInLine(45_000);
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < 3; writer++) {
            int base = 50_000 + 1_000 * writer;
            Thread thread = new Thread(() -> {
                try {
                    for (int i = 0; i < 200; i++) {
                        sync.register(base + i);
                        sync.raiseFlag();
                        Thread.sleep(2);
                    }
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            writers.add(thread);
            thread.start();
        }
        for (Thread writer : writers) {
            writer.join();
        }
        int last = ((Number) at(StrictJson.object(Files.readString(sync.registry)), "apollo-ai/port")).intValue();

        awaitInLine(last);
        // a slow reading meets the next version; its flag stays
        assertThat(runs("FAILED"))
                .allSatisfy(run -> assertThat((String) run.get("message")).contains("changed while it was read"));
    }

    @Test
    void waitsWhileTheRegistryLostComponentsWhoseProcessesLive() throws IOException {
        int apollo = house.orphan();
        int numa = house.orphan();
        Files.writeString(sync.registry, """
                {"apollo-ai": {"component": "apollo", "port": 45000, "metadata": {"pid": %d}},
                 "numa-ai": {"component": "numa", "port": 45004, "metadata": {"pid": %d}}}
                """.formatted(apollo, numa));
        house.run();
        awaitInLine(45_000);
        String before = sync.text();

        Files.writeString(sync.registry, "{}");
        sync.raiseFlag();

        await(
                "that it waits",
                () -> warnings().toString().contains("config-sync is waiting: the registry lost 2 of the 2"));
        assertThat(sync.text()).isEqualTo(before);
        assertThat(sync.flags()).hasSize(1);
        Ended asked = house.call("sync");
        assertThat(asked.code()).as(asked.all()).isEqualTo(5);
        assertThat(asked.all()).contains("registry-collapsed", "apollo (pid " + apollo + ")", "--accept-registry");
        assertThat(sync.text()).isEqualTo(before);

        ProcessHandle.of(numa).orElseThrow().destroyForcibly();

        await("the end of the wait", () -> Boolean.FALSE.equals(sync.at("ai_specialists/apollo/active")));
        await("no flag is left", () -> sync.flags().isEmpty());
        assertThat(warnings().toString()).doesNotContain("waiting");
    }
}
