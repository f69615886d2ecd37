package io.tekton.sharedservices.daemon;

import static io.tekton.sharedservices.daemon.DaemonFixture.at;
import static io.tekton.sharedservices.daemon.DaemonFixture.await;
import static io.tekton.sharedservices.daemon.DaemonFixture.lives;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.daemon.DaemonFixture.Daemon;
import io.tekton.sharedservices.daemon.DaemonFixture.Ended;
import io.tekton.sharedservices.testing.Rounds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands while a daemon has the store: they go through it, and differ in nothing but that. Tests share a daemon,
 * unless one changes it or its settings.
 */
@EnabledOnOs(OS.LINUX)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DaemonCommandsIT {
    @TempDir
    static Path temp;

    private @Nullable DaemonFixture shared;
    private DaemonFixture house;
    private Daemon daemon;
    private int houses;

    @BeforeEach
    void build() throws IOException {
        if (shared == null) {
            house = new DaemonFixture(Files.createDirectory(temp.resolve("house-" + ++houses)));
            shared = house;
            daemon = house.run();
            await("the first run", () -> "SUCCEEDED".equals(house.status("jobs/0/lastRun/outcome")));
        }
    }

    /** The next test has a house of its own. */
    private void changesTheHouse() {
        shared = null;
    }

    @AfterEach
    void tearDown() {
        if (shared == null) {
            house.close();
        }
    }

    @AfterAll
    void tearDownTheLast() {
        if (shared != null) {
            shared.close();
        }
    }

    @Test
    void aCleanupGoesThroughTheDaemonWithExitCodeAndReportOfItsOwn() throws Exception {
        int victim = house.orphan();

        Ended tooSoon = house.call("--json", "cleanup");
        while (tooSoon.out().contains("already-running")) {
            // the first run is on record a moment before the job is free again
            tooSoon = house.call("--json", "cleanup");
        }
        Ended dry = house.call("--json", "cleanup", "--dry-run");
        Ended explained = house.call("explain", Integer.toString(victim));
        assertThat(lives(victim)).isTrue();
        Ended done = house.call("--json", "cleanup", "--force");

        assertThat(tooSoon.code()).as(tooSoon.all()).isEqualTo(5);
        assertThat(at(DaemonFixture.object(tooSoon.out()), "run/reason")).isEqualTo("min-interval");
        assertThat(dry.code()).as(dry.all()).isZero();
        assertThat(at(DaemonFixture.object(dry.out()), "verdicts/0/result")).isEqualTo("WOULD_TERMINATE");
        assertThat(explained.code()).as(explained.all()).isZero();
        assertThat(explained.out()).contains("ORPHAN");
        assertThat(done.code()).as(done.all()).isZero();
        assertThat(at(DaemonFixture.object(done.out()), "verdicts/0/result")).isEqualTo("TERMINATED");
        assertThat(lives(victim)).isFalse();
        assertThat(at(house.json("history"), "runs/0/id")).isEqualTo(at(DaemonFixture.object(done.out()), "run/id"));
        assertThat(at(house.json("audit"), "terminations/0/pid")).isEqualTo((long) victim);
        assertThat(house.call("audit", "verify").code()).isZero();
        assertThat(house.log()).as("the run was the daemon's").contains("by pidfd");
    }

    @Test
    void whoAsksIsNeverTouchedNorAreHisAncestors() throws Exception {
        changesTheHouse();
        // the command's own process matches the rule from here on: it is spared as the one who asks
        house.with("orphan-cleanup.match.java", "program=java argument=-Dshared-services.home=" + house.installation)
                .writeSettings();
        Ended reloaded = house.call("reload");
        assertThat(reloaded.code()).as(reloaded.all()).isZero();

        Ended ended = house.callProcess("--json", "cleanup", "--dry-run").end();

        assertThat(ended.code()).as(ended.all()).isZero();
        List<?> verdicts = (List<?>) DaemonFixture.object(ended.out()).get("verdicts");
        assertThat(verdicts).hasSizeGreaterThanOrEqualTo(2).allSatisfy(verdict -> {
            assertThat(at(verdict, "verdict")).isEqualTo("SPARED");
            assertThat(at(verdict, "rule")).isEqualTo("self");
        });
    }

    @Test
    void settingsThatDifferFromTheDaemonsCountForThatRunOrAreRefused() throws Exception {
        int victim = house.orphan();

        Ended older = house.call("--json", "cleanup", "--force", "--min-age", "5h");
        Ended set = house.call("--json", "--set", "orphan-cleanup.min-age=4h", "cleanup", "--force");
        Ended other = house.call("--set", "orphan-cleanup.users=any", "cleanup", "--force");
        Ended explained = house.call(
                "--set",
                "orphan-cleanup.match.more=program=python* script=" + house.script + "x",
                "explain",
                Integer.toString(victim));

        assertThat(older.code()).as(older.all()).isZero();
        assertThat(at(DaemonFixture.object(older.out()), "verdicts/0/rule")).isEqualTo("too-young");
        assertThat(at(DaemonFixture.object(set.out()), "verdicts/0/rule")).isEqualTo("too-young");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("orphan-cleanup.users", "running daemon");
        assertThat(explained.code()).isEqualTo(2);
        assertThat(explained.err()).contains("orphan-cleanup.match.more");
        assertThat(lives(victim)).isTrue();
        house.zoo().end(victim);
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void otherSettingsThanTheDaemonsAreRefusedWhereThereIsNothingToApplyThemTo() throws Exception {
        Path other = Files.writeString(
                house.folder.resolve("other.properties"),
                house.settingsText() + "orphan-cleanup.alert-threshold = 3\n");

        for (String line : List.of(
                "status",
                "jobs",
                "jobs pause orphan-cleanup",
                "reload",
                "history",
                "audit",
                "audit verify",
                "audit --follow",
                "config --changes",
                "store backup " + house.folder + "/copy.sql",
                "stop")) {
            Ended set = house.call(with(line, "--set", "orphan-cleanup.grace=5s"));
            Ended named = house.call(with(line, "--config", other.toString()));

            assertThat(set.code()).as(line + ": " + set.all()).isEqualTo(2);
            assertThat(set.out()).isEmpty();
            assertThat(set.err()).contains("orphan-cleanup.grace");
            assertThat(named.code()).as(line + ": " + named.all()).isEqualTo(2);
            assertThat(named.out()).isEmpty();
            assertThat(named.err()).containsAnyOf("orphan-cleanup.alert-threshold", other.toString());
        }
        assertThat(daemon.isAlive()).isTrue();
        assertThat(house.status("jobs/0/paused")).isEqualTo(false);
    }

    private static String[] with(String line, String... shared) {
        List<String> all = new ArrayList<>(List.of(shared));
        all.addAll(List.of(line.split(" ")));
        return all.toArray(String[]::new);
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void aVariableCountsAsGivenAndWhatTheDaemonHasTooIsNoDifference() throws Exception {
        changesTheHouse();
        house.environment.put("SHARED_SERVICES_WEB_PORT", "0");
        house.environment.put("SHARED_SERVICES_CONFIG", house.settingsFile.toString());

        Ended same = house.call("status");
        Ended sameSet = house.call("--set", "orphan-cleanup.grace=3s", "jobs");
        house.environment.put("SHARED_SERVICES_ORPHAN_CLEANUP_USERS", "any");
        Ended variable = house.call("status");
        Ended doctor = house.call("doctor");

        assertThat(same.code()).as(same.all()).isZero();
        assertThat(sameSet.code()).as(sameSet.all()).isZero();
        assertThat(variable.code()).as(variable.all()).isEqualTo(2);
        assertThat(variable.err()).contains("SHARED_SERVICES_ORPHAN_CLEANUP_USERS", "the daemon's value: self");
        assertThat(doctor.code()).isEqualTo(1);
        assertThat(doctor.out()).contains("FAULT daemon", "SHARED_SERVICES_ORPHAN_CLEANUP_USERS");
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void aFileWithFaultsKeepsNobodyFromAskingTheDaemon() throws Exception {
        changesTheHouse();
        house.with("orphan-cleanup.min-age", "soon").writeSettings();

        for (String line : List.of("status", "jobs", "history", "audit", "config --changes")) {
            Ended ended = house.call(line.split(" "));
            assertThat(ended.code()).as(line + ": " + ended.all()).isZero();
        }
        Ended set = house.call("--set", "orphan-cleanup.grace=3s", "status");
        assertThat(set.code()).as(set.all()).isZero();
    }

    @Test
    void theLastRunOfAJobIsNoRehearsalAndNoRefusalOfSomebody() throws Exception {
        String risks = "[" + DaemonFixture.RISKS + "]";
        Object scheduled = house.status("jobs/0/lastRun/id");

        assertThat(house.call("cleanup", "--dry-run").code()).isZero();
        assertThat(house.call("cleanup").code()).isEqualTo(5);
        Map<String, Object> after = house.json("status");
        assertThat(house.call("cleanup", "--force").code()).isZero();
        Map<String, Object> forced = house.json("jobs");

        assertThat(at(after, "jobs/0/lastRun/id")).isEqualTo(scheduled);
        assertThat(at(after, "warnings").toString()).isEqualTo(risks);
        assertThat(at(forced, "jobs/0/lastRun/trigger")).isEqualTo("MANUAL");
        assertThat(at(forced, "jobs/0/nextRunAt")).isEqualTo(at(after, "jobs/0/nextRunAt"));
        assertThat(house.call("jobs").out()).contains("SUCCEEDED (manual)");
    }

    @Test
    void theAuditIsFollowedAndTheStoreBackedUpWhileItRuns() throws Exception {
        int victim = house.stubborn();
        DaemonFixture.Call cleanup = house.callProcess("cleanup", "--force", "--grace", "10m");
        await("SIGTERM", () -> house.log().contains("SIGTERM sent to pid=" + victim));
        StopFlag stop = new StopFlag();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Thread follower = new Thread(
                () -> house.program(out, new ByteArrayOutputStream(), stop).run("audit", "--follow", "--csv"));
        follower.start();
        try {
            await("the heading", () -> out.toString(StandardCharsets.UTF_8).startsWith("requestedAt,"));
            // It was open when the following began, and ends now.
            house.zoo().end(victim);
            await(
                    "the termination in what is followed",
                    () -> out.toString(StandardCharsets.UTF_8).contains("," + victim + ","));
        } finally {
            stop.raise();
            follower.join();
        }
        assertThat(cleanup.end().code()).isZero();

        Path backup = house.folder.resolve("backup.zip");
        Ended backedUp = house.call("store", "backup", backup.toString());

        assertThat(backedUp.code()).as(backedUp.all()).isZero();
        assertThat(backup).isNotEmptyFile();
        assertThat(house.call("store", "backup", backup.toString()).code()).isNotZero();
        Ended doctor = house.call("--json", "doctor");
        assertThat(doctor.code()).as(doctor.all()).isIn(0, 1);
        assertThat(doctor.err()).isEmpty();
        assertThat(DaemonFixture.object(doctor.out())).containsKey("checks");
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    void statusAnswersAndATriggerIsRefusedWhileACleanupWaitsOutItsGrace() throws Exception {
        int victim = house.stubborn();
        DaemonFixture.Call cleanup = house.callProcess("--json", "cleanup", "--force", "--grace", "8s");
        await("SIGTERM", () -> house.log().contains("SIGTERM sent to pid=" + victim));

        Ended status = house.call("--json", "status");
        Ended trigger = house.call("jobs", "trigger", "orphan-cleanup", "--force");
        Ended second = house.call("--json", "cleanup", "--force");

        assertThat(status.code()).isZero();
        assertThat(at(DaemonFixture.object(status.out()), "jobs/0/lastRun/outcome"))
                .isEqualTo("RUNNING");
        assertThat(trigger.code()).as(trigger.all()).isEqualTo(5);
        assertThat(trigger.err()).contains("already-running");
        assertThat(second.code()).isEqualTo(5);
        Ended ended = cleanup.end();
        assertThat(ended.code()).as(ended.all()).isZero();
        assertThat(at(DaemonFixture.object(ended.out()), "verdicts/0/result")).isEqualTo("KILLED");
    }

    @Test
    void aTriggerWithinTheHourIsRefusedUnlessForcedAndLeavesTheDueTimeAlone() throws Exception {
        int victim = house.orphan();
        Object due = house.status("jobs/0/nextRunAt");

        Ended refused = house.call("jobs", "trigger", "orphan-cleanup");
        assertThat(lives(victim)).isTrue();
        Ended forced = house.call("jobs", "trigger", "orphan-cleanup", "--force");

        assertThat(refused.code()).isEqualTo(5);
        assertThat(refused.err()).contains("min-interval", "the next may begin at");
        assertThat(forced.code()).as(forced.all()).isZero();
        await("the victim's end", () -> !lives(victim));
        assertThat(house.status("jobs/0/nextRunAt")).isEqualTo(due).isNotNull();
        Ended none = house.call("jobs", "trigger", "orphan-cleanupp");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("orphan-cleanup");
    }

    @Test
    void aPauseSurvivesARestartWithItsReason() throws Exception {
        changesTheHouse();
        Object due = house.status("jobs/0/nextRunAt");
        Ended first = house.call("jobs", "pause", "orphan-cleanup", "--reason", "the first reason");
        assertThat(first.code()).as(first.all()).isZero();
        Ended paused = house.call("jobs", "pause", "orphan-cleanup", "--reason", "a demonstration");
        assertThat(paused.code()).as(paused.all()).isZero();
        assertThat(house.call("jobs", "pause", "orphan-cleanup").code()).isZero();
        assertThat(house.call("jobs", "history").out()).contains("the first reason", "a demonstration");
        Object since = house.status("jobs/0/pause/since");

        daemon.kill();
        Daemon next = house.run();

        Map<String, Object> status = house.json("status");
        assertThat(at(status, "jobs/0/paused")).isEqualTo(true);
        assertThat(status.toString()).contains("a demonstration");
        assertThat(at(status, "jobs/0/pause/since")).isEqualTo(since);
        assertThat(at(status, "jobs/0/nextRunAt")).isNull();
        Ended refused = house.call("cleanup", "--force");
        assertThat(refused.code()).isEqualTo(5);
        assertThat(refused.all()).contains("paused", "a demonstration");
        assertThat(house.call("cleanup", "--dry-run").code()).isZero();
        assertThat(next.stop().code()).isZero();

        int victim = house.orphan();
        Ended alone = house.call("cleanup", "--force");
        assertThat(alone.code()).as("without a daemon").isEqualTo(5);
        assertThat(alone.all()).contains("paused", "a demonstration");
        assertThat(lives(victim)).isTrue();
        assertThat(house.call("cleanup", "--dry-run").code()).isZero();

        next = house.run();
        assertThat(house.call("jobs", "resume", "orphan-cleanup").code()).isZero();
        assertThat(house.status("jobs/0/nextRunAt")).isEqualTo(due);
        assertThat(next.stop().code()).isZero();
    }
}
