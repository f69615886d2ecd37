package io.tekton.sharedservices.daemon;

import static io.tekton.sharedservices.daemon.DaemonFixture.at;
import static io.tekton.sharedservices.daemon.DaemonFixture.await;
import static io.tekton.sharedservices.daemon.DaemonFixture.lives;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.client.DaemonLookup;
import io.tekton.sharedservices.daemon.DaemonFixture.Daemon;
import io.tekton.sharedservices.daemon.DaemonFixture.Ended;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.testing.OtherUser;
import io.tekton.sharedservices.testing.Rounds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Start, stop and restart of a real daemon. */
@EnabledOnOs(OS.LINUX)
class DaemonLifeIT {
    /** SIGHUP, SIGINT and SIGTERM in the mask of {@code proc(5)}. */
    private static final long ENDING_SIGNALS = 1L << 0 | 1L << 1 | 1L << 14;

    @TempDir
    Path temp;

    private DaemonFixture house;

    @BeforeEach
    void build() throws IOException {
        house = new DaemonFixture(temp);
    }

    @AfterEach
    void tearDown() {
        house.close();
    }

    private long pid() {
        return ((DaemonLookup.Running) house.sighting()).address().process().pid();
    }

    @Test
    void startReturnsWhenItIsReadyAndLeavesNoStreamOpen() throws Exception {
        Process start = house.builder("start").redirectErrorStream(true).start();

        // read to the end: the daemon has none of the starter's streams, or this would not return
        String said = new String(start.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(start.waitFor()).as(said).isZero();
        assertThat(said).contains("pid " + pid()).containsPattern("http://127\\.0\\.0\\.1:[0-9]+");
        Ended status = house.call("status");
        assertThat(status.code()).as(status.all()).isZero();

        Ended second = house.call("start");
        Ended dry = house.call("start", "--dry-run");
        Ended other = house.call("start", "--set", "orphan-cleanup.grace=5s");
        Daemon third = house.begin();

        assertThat(second.code()).as(second.all()).isZero();
        assertThat(second.out())
                .contains("runs already", "pid " + pid())
                .containsPattern("http://127\\.0\\.0\\.1:[0-9]+");
        assertThat(second.err()).isEmpty();
        assertThat(dry.code()).as(dry.all()).isEqualTo(2);
        assertThat(dry.err()).contains("orphan-cleanup.dry-run", "--dry-run");
        assertThat(other.code()).as(other.all()).isEqualTo(2);
        assertThat(other.err()).contains("orphan-cleanup.grace");
        Ended thirdEnded = third.end();
        assertThat(thirdEnded.code()).isEqualTo(1);
        assertThat(thirdEnded.err()).contains("running already", "pid " + pid());

        Ended stopped = house.call("stop");

        assertThat(stopped.code()).as(stopped.all()).isZero();
        assertThat(house.call("status").code()).isEqualTo(3);
        assertThat(house.call("jobs").code()).isEqualTo(3);
        assertThat(house.call("stop").code()).isZero();
        assertThat(Files.getPosixFilePermissions(house.state)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    /** As from a script's background, or by nohup. */
    @Test
    void aStartThatWasStartedToIgnoreSignalsStartsADaemonThatHeedsThem() throws Exception {
        ProcessBuilder start = house.builder("start").inheritIO();
        start.command().addAll(0, List.of("/bin/sh", "-c", "trap '' HUP INT QUIT TERM; exec \"$@\"", "ignoring"));
        assertThat(start.start().waitFor()).isZero();
        long pid = pid();
        String ignored = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow()
                .substring("SigIgn:".length())
                .strip();

        DaemonFixture.signal("INT", pid);

        assertThat(Long.parseUnsignedLong(ignored, 16) & ENDING_SIGNALS).isZero();
        await("the end of the daemon", () -> !lives(pid));
        assertThat(house.call("status").code()).isEqualTo(3);
    }

    @ParameterizedTest
    @Tag(Rounds.LONG_FORM)
    @MethodSource("signals")
    void aServiceInTheForegroundThatWasStartedToIgnoreSignalsCanBeStopped(String signal) throws Exception {
        ProcessBuilder run = house.builder("run").inheritIO();
        run.command().addAll(0, List.of("/bin/sh", "-c", "trap '' HUP INT QUIT TERM; exec \"$@\"", "ignoring"));
        Process service = run.start();
        try {
            await("the daemon", () -> house.call("status").code() == 0);

            DaemonFixture.signal("HUP", service.pid());
            DaemonFixture.signal(signal, service.pid());

            assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(service.exitValue()).isZero();
        } finally {
            service.destroyForcibly().waitFor();
        }
    }

    static Stream<String> signals() {
        return Rounds.some(1, "TERM", "INT");
    }

    @Test
    void allFaultsOfTheSettingsAreReportedAndNothingIsStarted() throws Exception {
        house.with("orphan-cleanup.min-age", "soon").with("web.port", "99999").with("orphan-cleanup.gracee", "1s");
        house.writeSettings();

        Ended ended = house.call("start");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("orphan-cleanup.min-age", "web.port", "orphan-cleanup.gracee");
        assertThat(house.state).doesNotExist();
    }

    @Test
    void startWaitsForACommandThatHoldsTheStoreAndSaysForWhom() throws Exception {
        DaemonFixture.Call start;
        try (Store held = house.store()) {
            start = house.callProcess("start");
            await(
                    "words about the holder",
                    () -> DaemonFixture.text(start.err()).contains("waiting"));

            assertThat(DaemonFixture.text(start.err()))
                    .contains("held by pid " + ProcessHandle.current().pid() + ", a test");
            assertThat(held.facts().runs()).isZero();
        }

        Ended ended = start.end();
        assertThat(ended.code()).as(ended.all()).isZero();
        assertThat(house.call("stop").code()).isZero();
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void aDaemonThatWaitsForTheStoreCanBeStopped() throws Exception {
        try (Store held = house.store()) {
            Daemon daemon = house.begin();
            await("words about the holder", () -> daemon.said().contains("waiting"));

            assertThat(daemon.stop().code()).isZero();
            assertThat(held.facts().runs()).isZero();
        }
    }

    @Test
    void aPortThatWasAskedForAndIsTakenIsAFaultInWords() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            house.with("web.port", Integer.toString(other.getLocalPort())).writeSettings();

            Ended ended = house.call("start");

            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err()).contains("port " + other.getLocalPort(), "web.port");
            assertThat(house.sighting()).isInstanceOf(DaemonLookup.NotRunning.class);
        }
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void whereTheDefaultPortIsTakenAFreeOneServesAndStatusSaysSo() throws Exception {
        try (ServerSocket other = defaultPort()) {
            house.with("web.port", null).writeSettings();
            Daemon daemon = house.run();

            assertThat(house.status("warnings").toString()).contains("port 8377 was taken");
            assertThat((String) house.status("daemon/url")).doesNotEndWith(":8377");
            assertThat(daemon.stop().code()).isZero();
            assertThat(other == null || other.isBound()).isTrue();
        }
    }

    /** Null where somebody else has it already. */
    private static ServerSocket defaultPort() {
        try {
            return new ServerSocket(8377, 1, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            return null;
        }
    }

    @Test
    void seesThroughAnAddressThatAKilledDaemonLeftAndAPidThatIsSomebodyElses() throws Exception {
        Daemon first = house.run();
        first.kill();
        Path address = house.state.resolve("daemon.json");
        assertThat(address).exists();
        assertThat(house.call("status").code()).isEqualTo(3);
        int other = house.zoo().child(List.of("bystander"), Map.of());
        Files.writeString(address, Files.readString(address).replaceFirst("\"pid\" ?: ?[0-9]+", "\"pid\": " + other));

        Ended stopped = house.call("stop");
        Ended status = house.call("status");

        assertThat(stopped.code()).isZero();
        assertThat(status.code()).isEqualTo(3);
        assertThat(lives(other)).isTrue();

        Daemon second = house.run();
        assertThat(pid()).isEqualTo(second.pid());
        assertThat(second.stop().code()).isZero();
        assertThat(address).doesNotExist();
    }

    @Test
    void anotherUsersStateFolderIsRefused() throws Exception {
        assumeTrue(OtherUser.possible(), "only root can give a folder away");
        Files.createDirectories(house.state);
        Files.setPosixFilePermissions(house.state, PosixFilePermissions.fromString("rwx------"));
        Files.setAttribute(house.state, "unix:uid", OtherUser.NOBODY);

        Ended ended = house.call("start");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("belongs to user");
        assertThat(house.sighting()).isInstanceOf(DaemonLookup.NotRunning.class);
    }

    @Test
    void restartRepeatsTheOptionsOfTheStartAndLeavesTheDaemonAloneWhereTheSettingsHaveFaults() throws Exception {
        Ended started = house.call(
                "--set", "orphan-cleanup.alert-threshold=3", "start", "--dry-run", "--orphan-interval", "7.0");
        assertThat(started.code()).as(started.all()).isZero();
        long before = pid();

        Ended restarted = house.call("restart");

        assertThat(restarted.code()).as(restarted.all()).isZero();
        long after = pid();
        assertThat(after).isNotEqualTo(before);
        assertThat(lives(before)).isFalse();
        assertThat(house.status("jobs/0/schedule")).isEqualTo("every 7h");
        await("the first run", () -> "SUCCEEDED".equals(house.status("jobs/0/lastRun/outcome")));
        assertThat(house.status("jobs/0/lastRun/dryRun")).isEqualTo(true);
        assertThat(house.status("warnings").toString()).contains("DRY RUN", "orphan-cleanup.dry-run");
        assertThat(house.call("status").out()).contains("DRY RUN: SUCCEEDED", "no orphan is ever ended");
        assertThat(Files.readString(house.state.resolve("start.json"))).contains("orphan-cleanup.alert-threshold=3");

        house.with("orphan-cleanup.min-age", "soon").writeSettings();
        Ended refused = house.call("restart");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(pid()).isEqualTo(after);
        // and yet it can be stopped
        Ended stopped = house.call("stop");
        assertThat(stopped.code()).as(stopped.all()).isZero();
    }

    @Test
    void whatADaemonWasStartedWithIsNoDifferenceForCommandsThatNameItsOwnFile() throws Exception {
        house.environment.put("SHARED_SERVICES_CONFIG", house.settingsFile.toString());
        Ended started = house.call("start", "--dry-run", "--orphan-interval", "12", "--orphan-min-age", "5h");
        assertThat(started.code()).as(started.all()).isZero();
        // while it lasts, another cleanup is refused
        await("the first run", () -> "SUCCEEDED".equals(house.status("jobs/0/lastRun/outcome")));
        int young = house.orphan();
        Path other = Files.writeString(house.folder.resolve("other.properties"), house.settingsText());

        Ended cleanup = house.call("--json", "cleanup", "-n");
        for (String line : List.of(
                "cleanup -n",
                "explain " + young,
                "suspects",
                "store purge",
                "--config " + house.settingsFile + " cleanup -n")) {
            Ended ended = house.call(line.split(" "));
            assertThat(ended.code()).as(line + ": " + ended.all()).isZero();
        }
        Ended set = house.call("--set", "config-sync.dry-run=false", "cleanup", "-n");
        Ended named = house.call("--config", other.toString(), "cleanup", "-n");

        assertThat(at(DaemonFixture.object(cleanup.out()), "verdicts/0/rule"))
                .as("the daemon's minimum age applies: %s", cleanup.all())
                .isEqualTo("too-young");
        assertThat(set.code()).as(set.all()).isEqualTo(2);
        assertThat(set.err()).contains("option --set: config-sync.dry-run = false: differs");
        assertThat(named.code()).as(named.all()).isEqualTo(2);
        assertThat(named.err()).contains(other + ": config-sync.dry-run = false: differs");
        assertThat(house.call("stop").code()).isZero();
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void restartLooksForFaultsInTheFileThatTheDaemonWasStartedWith() throws Exception {
        Path own = Files.writeString(house.folder.resolve("own.properties"), house.settingsText());
        Ended started = house.call("--config", own.toString(), "start");
        assertThat(started.code()).as(started.all()).isZero();
        long before = pid();

        Files.writeString(own, house.settingsText() + "orphan-cleanup.grace = soon\n");
        Ended refused = house.call("restart");
        assertThat(pid()).isEqualTo(before);
        Files.writeString(own, house.settingsText());
        Ended other = house.call("--set", "orphan-cleanup.grace=1s", "restart");
        assertThat(pid()).isEqualTo(before);
        Ended restarted = house.call("restart");

        assertThat(refused.code()).as(refused.all()).isEqualTo(2);
        assertThat(refused.err()).contains(own.toString(), "orphan-cleanup.grace");
        assertThat(other.code()).as(other.all()).isEqualTo(2);
        assertThat(other.err()).contains("orphan-cleanup.grace=1s", "start");
        assertThat(restarted.code()).as(restarted.all()).isZero();
        assertThat(pid()).isNotEqualTo(before);
        assertThat(house.call("stop").code()).isZero();
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    void aDaemonThatStopsIsThereForEveryCommandUntilItIsGone() throws Exception {
        house.with("orphan-cleanup.grace", "12s").writeSettings();
        int victim = house.stubborn();
        Daemon daemon = house.run();
        await("SIGTERM to the orphan", () -> house.log().contains("SIGTERM sent to pid=" + victim));
        daemon.signal("TERM");
        await(
                "word of the stop",
                () -> DaemonFixture.text(house.state.resolve("daemon.json")).contains("stoppingSince\" : \""));

        Ended status = house.call("--json", "status");
        Ended second = house.call("start");
        Ended cleanup = house.call("cleanup", "--force");
        Ended stopped = house.call("stop");

        assertThat(status.code()).as(status.all()).isZero();
        assertThat(at(DaemonFixture.object(status.out()), "daemon/state")).isEqualTo("stopping");
        assertThat(at(DaemonFixture.object(status.out()), "daemon/pid")).isEqualTo(daemon.pid());
        assertThat(second.code()).isEqualTo(1);
        assertThat(second.err()).contains("pid " + daemon.pid(), "to stop at", "not gone yet");
        assertThat(cleanup.code()).as(cleanup.all()).isIn(1, 5);
        assertThat(stopped.code()).as(stopped.all()).isZero();
        assertThat(stopped.err()).contains("asked to stop already");
        assertThat(stopped.out()).contains("has stopped");
        assertThat(daemon.end().code()).isZero();
        assertThat(house.state.resolve("daemon.json")).doesNotExist();
        assertThat(house.call("status").code()).isEqualTo(3);
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    void theStateOfADaemonThatDoesNotAnswerIsUnknown() throws Exception {
        Daemon daemon = house.run();
        daemon.signal("STOP");
        try {
            Ended status = house.call("status");
            Ended jobs = house.call("jobs");

            assertThat(status.code()).as(status.all()).isEqualTo(4);
            assertThat(jobs.code()).as(jobs.all()).isEqualTo(4);
        } finally {
            daemon.signal("CONT");
        }
        assertThat(daemon.stop().code()).isZero();
    }

    @Test
    void installPrintsBothKindsOfUnits() throws Exception {
        Ended systemd = house.call("install", "systemd", "--print");
        Ended launchd = house.call("install", "launchd", "--print");

        assertThat(systemd.code()).as(systemd.err()).isZero();
        assertThat(systemd.out())
                .contains("Type=notify", house.installation.resolve("bin/shared-services") + "\"", "WatchdogSec=");
        assertThat(launchd.code()).isZero();
        assertThat(launchd.out()).contains("<plist version=\"1.0\">", house.state.toString());
        assertThat(house.state).doesNotExist();
    }

    @Test
    void installRefusesSettingsThatTheServiceWouldNotHave() throws Exception {
        house.environment.put("SHARED_SERVICES_ORPHAN_CLEANUP_GRACE", "1s");

        Ended ended = house.call("install", "systemd", "--print", "--set", "web.port=9000");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .contains("web.port (option --set)", "SHARED_SERVICES_ORPHAN_CLEANUP_GRACE", "quartz.properties");
    }

    @Test
    void installMakesTheFoldersThatTheServiceMayWriteIntoAndCannotMake() throws Exception {
        Ended ended = house.call("install", "systemd", "--user");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(house.folder.resolve(".config/systemd/user/tekton-shared-services.service"))
                .exists();
        assertThat(ended.out()).contains("systemctl --user enable --now tekton-shared-services.service");
        assertThat(Files.getPosixFilePermissions(house.state)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(house.root.resolve(".tekton/logs")).isDirectory();
    }
}
