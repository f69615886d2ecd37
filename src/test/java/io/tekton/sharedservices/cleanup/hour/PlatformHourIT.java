package io.tekton.sharedservices.cleanup.hour;

import static io.tekton.sharedservices.daemon.DaemonFixture.at;
import static io.tekton.sharedservices.daemon.DaemonFixture.await;
import static io.tekton.sharedservices.daemon.DaemonFixture.lives;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.daemon.DaemonFixture;
import io.tekton.sharedservices.daemon.DaemonFixture.Daemon;
import io.tekton.sharedservices.daemon.DaemonFixture.Ended;
import io.tekton.sharedservices.testing.Rounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * One hour and one live cleaner for a platform folder and a user, whatever the state folder, the host's name and its
 * time are.
 */
@EnabledOnOs(OS.LINUX)
class PlatformHourIT {
    @TempDir
    Path temp;

    private DaemonFixture house;
    private String other;

    @BeforeEach
    void build() throws IOException {
        house = new DaemonFixture(temp);
        other = house.folder.resolve("other-state").toString();
    }

    @AfterEach
    void tearDown() {
        house.close();
    }

    private Ended cleanup(String... options) {
        List<String> all = new ArrayList<>(List.of("--json", "cleanup"));
        all.addAll(List.of(options));
        return house.call(all.toArray(String[]::new));
    }

    private static Object reason(Ended ended) {
        return at(DaemonFixture.object(ended.out()), "run/reason");
    }

    private static void assertRefused(Ended ended, String reason) {
        assertThat(ended.code()).as(ended.all()).isEqualTo(5);
        assertThat(reason(ended)).as(ended.all()).isEqualTo(reason);
    }

    private void cleanLive() {
        Ended first = cleanup();
        assertThat(first.code()).as(first.all()).isZero();
    }

    @Test
    void anotherStateFolderFreesNothing() {
        cleanLive();
        int orphan = house.orphan();

        assertRefused(cleanup("--state", other), "min-interval");
        assertThat(cleanup("--state", other, "--dry-run").code()).isZero();
        assertThat(lives(orphan)).isTrue();
    }

    @Test
    void aStateFolderThatWasMovedAwayOrSetAsideFreesNothing() throws IOException {
        cleanLive();

        Ended aside = house.call("store", "set-aside");
        assertThat(aside.code()).as(aside.all()).isZero();
        assertRefused(cleanup(), "min-interval");

        Files.move(house.state, house.folder.resolve("moved"));
        assertRefused(cleanup(), "min-interval");
    }

    @Test
    void aBackupOfBeforeFreesNothing() throws IOException {
        assertThat(cleanup("--dry-run").code()).isZero();
        String backup = house.folder.resolve("backup.sql").toString();
        assertThat(house.call("store", "backup", backup).code()).isZero();
        cleanLive();
        assertThat(house.call("store", "set-aside").code()).isZero();

        Ended restored = house.call("store", "restore", backup);

        assertThat(restored.code()).as(restored.all()).isZero();
        assertRefused(cleanup(), "min-interval");
    }

    @Test
    void anotherNameOfTheHostFreesNothing() throws Exception {
        assumeThat(works("unshare", "--uts", "hostname", "renamed"))
                .as("a host can be renamed here")
                .isTrue();
        cleanLive();
        int orphan = house.orphan();

        Ended renamed = in(List.of("unshare", "--uts", "sh", "-c", "hostname renamed && exec \"$@\"", "sh"));

        assertRefused(renamed, "min-interval");
        assertThat(at(DaemonFixture.object(renamed.out()), "run/host")).isEqualTo("renamed");
        assertThat(lives(orphan)).isTrue();
    }

    @Test
    void aTimeNamespaceFreesNothingAndDoesNotBeginTheHourAnew() throws Exception {
        assumeThat(works("unshare", "--time", "--boottime", "-60", "true"))
                .as("there are time namespaces")
                .isTrue();
        cleanLive();

        for (String offset : List.of("-60", "86400")) {
            Ended first = in(List.of("unshare", "--time", "--boottime", offset, "--fork"));
            assertRefused(first, "min-interval");
            assertThat(first.out()).doesNotContain("in 1h");
        }
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    void aSecondDaemonOfTheSamePlatformSaysSoAndRefusesItsLiveRuns() throws Exception {
        Daemon first = house.run();
        await("the first run", () -> "SUCCEEDED".equals(house.status("jobs/0/lastRun/outcome")));
        int orphan = house.orphan();

        Daemon second = house.run("--state", other);
        await(
                "the second daemon's first run",
                () -> house.json("--state", other, "status").toString().contains("reason=platform-held"));

        assertThat(house.json("--state", other, "status").get("warnings").toString())
                .contains("live cleanups are refused")
                .contains(house.state.toString());
        assertThat(second.said() + house.log()).contains("live cleanups are refused");
        assertRefused(cleanup("--state", other, "--force"), "platform-held");
        assertThat(cleanup("--state", other, "--dry-run").code()).isZero();
        String third = house.folder.resolve("third-state").toString();
        assertRefused(cleanup("--state", third, "--force"), "platform-held");
        assertThat(cleanup("--state", third, "--dry-run").code()).isZero();
        assertThat(lives(orphan)).isTrue();
        assertThat(house.json("status").get("warnings").toString()).doesNotContain("refused");

        assertThat(first.stop().code()).isZero();
        assertRefused(cleanup("--state", other), "min-interval");
        assertThat(cleanup("--state", other, "--force").code()).isZero();
        assertThat(lives(orphan)).isFalse();
        assertThat(second.stop().code()).isZero();
    }

    @Test
    void aStoreThatWasEmptiedOrCutIsDamagedAndNothingRuns() throws IOException {
        cleanLive();
        Path database = house.state.resolve("store.mv.db");
        byte[] whole = Files.readAllBytes(database);
        for (int left : new int[] {0, whole.length / 3, whole.length / 2}) {
            Files.write(database, Arrays.copyOf(whole, left));

            for (List<String> command :
                    List.of(List.of("cleanup", "--force", "--json"), List.of("audit", "verify"), List.of("history"))) {
                Ended ended = house.call(command.toArray(String[]::new));
                assertThat(ended.code())
                        .as("%s of %d bytes: %s", command, left, ended.all())
                        .isEqualTo(1);
                assertThat(ended.err())
                        .contains("damaged")
                        .contains("store set-aside")
                        .contains("store restore FILE");
            }
        }
    }

    /** The folder is made where it is missing; where it cannot be, the run is refused in words. */
    @Test
    void aPlatformFolderThatCannotBeWrittenRefusesLiveRuns() throws IOException {
        Path platform = house.root.resolve(".tekton");
        cleanLive();
        Path hour;
        try (Stream<Path> files = Files.list(platform)) {
            hour = files.filter(file -> file.getFileName().toString().startsWith("shared-services-hour-"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.move(hour, house.folder.resolve("hour"), StandardCopyOption.ATOMIC_MOVE);
        Files.createDirectory(hour);

        Ended refused = cleanup("--state", other);

        assertRefused(refused, "hour-unreadable");
        assertThat(refused.out()).contains(hour.toString());
    }

    /** A cleanup as another process, after other arguments. */
    private Ended in(List<String> before) throws Exception {
        ProcessBuilder builder = house.builder("--json", "cleanup");
        List<String> command = new ArrayList<>(before);
        command.addAll(builder.command());
        Path out = house.folder.resolve("in.out");
        Path err = house.folder.resolve("in.err");
        Process process = builder.command(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static boolean works(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(240, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
