package io.tekton.sharedservices.daemon;

import static io.tekton.sharedservices.daemon.DaemonFixture.at;
import static io.tekton.sharedservices.daemon.DaemonFixture.await;
import static io.tekton.sharedservices.daemon.DaemonFixture.lives;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.daemon.DaemonFixture.Daemon;
import io.tekton.sharedservices.daemon.DaemonFixture.Ended;
import io.tekton.sharedservices.testing.OtherUser;
import io.tekton.sharedservices.testing.Rounds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

/**
 * A real daemon that gets no watcher, has no room for its log, or no descriptor left: what needs none of it goes on,
 * and the rest when there is some.
 */
@EnabledOnOs(OS.LINUX)
class DaemonShortOfResourcesIT {
    @TempDir
    Path temp;

    private DaemonFixture house;
    private SyncHouse sync;
    private Path mounted;

    @BeforeEach
    void build() throws IOException {
        house = new DaemonFixture(temp);
        house.with("config-sync.schedule", "every 1s").writeSettings();
        sync = new SyncHouse(house);
        sync.register(45_000);
        sync.raiseFlag();
    }

    @AfterEach
    void tearDown() throws Exception {
        house.close();
        if (mounted != null) {
            assertThat(run("umount", mounted.toString())).isZero();
        }
    }

    /** A limit in a separate user namespace, so that nothing else on this host is short of watchers. */
    @ParameterizedTest
    @Tag(Rounds.LONG_FORM)
    @MethodSource("limits")
    void withoutAWatcherTheScheduleFollowsTheFlagAndTheCleanupGoesOn(String limit) throws Exception {
        String none = "echo 0 >/proc/sys/user/" + limit;
        assumeTrue(
                run("unshare", "--user", "--map-root-user", "sh", "-c", none) == 0,
                "needs a user namespace with limits of its own");
        Path script = house.installation.resolve("bin/shared-services");
        Files.writeString(
                script,
                Files.readString(script)
                        .replaceFirst(
                                "exec ",
                                "exec unshare --user --map-root-user sh -c '" + none + "; exec \"\\$@\"' sh "));

        Daemon daemon = house.run();
        await("the first sync", () -> sync.port() == 45_000);
        await("the first cleanup", () -> "SUCCEEDED".equals(job("orphan-cleanup", "lastRun/outcome")));
        sync.register(45_001);
        sync.raiseFlag();

        await(
                "the flag, by schedule",
                () -> sync.port() == 45_001 && sync.flags().isEmpty());
        assertThat(house.status("warnings").toString()).contains("cannot be watched", "inotify", "schedule");
        assertThat(daemon.stop().code()).isZero();
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    void withoutRoomForItsLogItCleansUpSyncsAndAnswers() throws Exception {
        assumeTrue(OtherUser.possible(), "only root can mount a small disk");
        Path logs = Files.createDirectories(house.root.resolve(".tekton/logs"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", logs.toString()) == 0, "may mount");
        mounted = logs;
        Daemon daemon = house.run();
        await("the first cleanup", () -> "SUCCEEDED".equals(job("orphan-cleanup", "lastRun/outcome")));
        assertThat(run("sh", "-c", "cat /dev/zero >'" + logs.resolve("filler") + "' 2>/dev/null"))
                .isNotZero();
        int orphan = house.orphan();

        Ended cleanup = house.call("--json", "cleanup", "--force");
        sync.register(45_001);
        sync.raiseFlag();

        assertThat(cleanup.code()).as(cleanup.all()).isZero();
        assertThat(lives(orphan)).isFalse();
        await("the flag", () -> sync.port() == 45_001);
        assertThat(house.call("audit", "verify").code()).isZero();
        Files.delete(logs.resolve("filler"));
        assertThat(house.call("cleanup", "--dry-run").code()).isZero();
        await("log lines", () -> house.log().contains("dryRun=true"));
        assertThat(daemon.stop().code()).isZero();
    }

    /** As where a part has leaked them all: the limit is set to what is open, and back. */
    @Test
    void withoutADescriptorItLivesAndAllGoesOnWhenThereAreSome() throws Exception {
        assumeTrue(run("prlimit", "--version") == 0, "needs prlimit");
        Daemon daemon = house.run();
        await("the first cleanup", () -> "SUCCEEDED".equals(job("orphan-cleanup", "lastRun/outcome")));
        await("the first sync", () -> sync.port() == 45_000);
        int orphan = house.orphan();

        assertThat(run("prlimit", "--pid", "" + daemon.pid(), "--nofile=" + 4 + ":"))
                .isZero();
        sync.register(45_001);
        sync.raiseFlag();
        Duration before = processorTime(daemon);
        long began = System.nanoTime();
        Ended cleanup = house.call("cleanup", "--force");
        Ended status = house.call("status");
        Duration elapsed = Duration.ofNanos(System.nanoTime() - began);

        assertThat(processorTime(daemon).minus(before))
                .as("connections that cannot be accepted must not keep a processor busy")
                .isLessThan(elapsed.dividedBy(2));
        assertThat(cleanup.code()).as(cleanup.all()).isNotZero();
        assertThat(status.code()).as(status.all()).isNotZero();
        assertThat(lives(orphan)).isTrue();
        assertThat(daemon.isAlive()).isTrue();
        assertThat(run("prlimit", "--pid", "" + daemon.pid(), "--nofile=" + 4096 + ":"))
                .isZero();

        await("an answer", () -> house.call("status").code() == 0);
        await("the flag", () -> sync.port() == 45_001 && sync.flags().isEmpty());
        Ended again = house.call("cleanup", "--force");
        assertThat(again.code()).as(again.all()).isZero();
        assertThat(lives(orphan)).isFalse();
        assertThat(house.call("audit", "verify").code()).isZero();
        assertThat(daemon.stop().code()).isZero();
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    @Tag(Rounds.LONG_FORM)
    void syncsCleanupsAndAnswersLeaveNoThreadAndNoDescriptorBehind() throws Exception {
        Daemon daemon = house.run();
        await("the first sync", () -> sync.port() == 45_000);
        work(Rounds.of(4, 20), 45_100);
        long threads = number(daemon, "task");
        long descriptors = number(daemon, "fd");

        work(Rounds.of(8, 60), 45_200);

        // idle threads of pools come and go
        await("threads as before", () -> number(daemon, "task") <= threads + 3);
        await("descriptors as before", () -> number(daemon, "fd") <= descriptors + 3);
        assertThat(daemon.stop().code()).isZero();
    }

    private static Duration processorTime(Daemon daemon) {
        return ProcessHandle.of(daemon.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }

    static Stream<String> limits() {
        return Rounds.some(1, "max_inotify_instances", "max_inotify_watches");
    }

    private void work(int times, int firstPort) throws IOException {
        for (int i = 0; i < times; i++) {
            int port = firstPort + i;
            sync.register(port);
            sync.raiseFlag();
            await("port " + port, () -> sync.port() == port);
            assertThat(house.call("status").code()).isZero();
            if (i % 10 == 0) {
                assertThat(house.call("cleanup", "--dry-run").code()).isZero();
            }
        }
    }

    private static long number(Daemon daemon, String what) {
        try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(daemon.pid()), what))) {
            return all.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Object job(String name, String path) {
        return ((List<?>) house.status("jobs"))
                .stream()
                        .filter(job -> name.equals(at(job, "name")))
                        .findFirst()
                        .map(job -> at(job, path))
                        .orElse(null);
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
