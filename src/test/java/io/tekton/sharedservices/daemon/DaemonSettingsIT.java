package io.tekton.sharedservices.daemon;

import static io.tekton.sharedservices.daemon.DaemonFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.tekton.sharedservices.daemon.DaemonFixture.Daemon;
import io.tekton.sharedservices.daemon.DaemonFixture.Ended;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.process.HostName;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.testing.Rounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The settings file changes under a running daemon. */
@EnabledOnOs(OS.LINUX)
class DaemonSettingsIT {
    private static final String SCHEDULE = "orphan-cleanup.schedule";
    private static final String THRESHOLD = "orphan-cleanup.alert-threshold";
    private static final String AGE = "orphan-cleanup.min-age";

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

    private void awaitInterval(int hours) {
        await("an interval of " + hours + "h", () -> ("every " + hours + "h").equals(house.status("jobs/0/schedule")));
    }

    private void awaitFirstRun() {
        await("the first run", () -> "SUCCEEDED".equals(house.status("jobs/0/lastRun/outcome")));
    }

    private String changes() {
        return house.call("config", "--changes").out();
    }

    private String warnings() {
        return String.valueOf(house.status("warnings"));
    }

    @Test
    void everyWayToChangeTheFileCountsWithoutARestartAndKeepsTheAnchor() throws Exception {
        Daemon daemon = house.run();
        awaitFirstRun();

        house.with(SCHEDULE, "every 7h").writeSettings();
        awaitInterval(7);
        assertDueAfter(7);

        house.with(SCHEDULE, "every 8h").replaceSettings();
        awaitInterval(8);

        Path one = Files.writeString(
                house.settingsFile.resolveSibling("one"),
                house.with(SCHEDULE, "every 9h").settingsText());
        Files.delete(house.settingsFile);
        Files.createSymbolicLink(house.settingsFile, one);
        awaitInterval(9);
        Path two = Files.writeString(
                house.settingsFile.resolveSibling("two"),
                house.with(SCHEDULE, "every 2h").settingsText());
        Path link = Files.createSymbolicLink(house.settingsFile.resolveSibling("link"), two);
        Files.move(link, house.settingsFile, StandardCopyOption.ATOMIC_MOVE);
        awaitInterval(2);
        assertDueAfter(2);

        assertThat(house.runs()).hasSize(1);
        assertThat(house.call("reload").out()).contains("Nothing has changed");
        assertThat(daemon.stop().code()).isZero();
    }

    private void assertDueAfter(int hours) {
        OffsetDateTime last = OffsetDateTime.parse((String) house.status("jobs/0/lastRun/startedAt"));
        OffsetDateTime next = OffsetDateTime.parse((String) house.status("jobs/0/nextRunAt"));
        assertThat(Duration.between(last.withNano(0), next.withNano(0))).isEqualTo(Duration.ofHours(hours));
    }

    @Test
    void reloadAndSighupReadTheFileToo() throws Exception {
        Daemon daemon = house.run();

        house.with(SCHEDULE, "every 7h").writeSettings();
        Ended reloaded = house.call("reload");
        assertThat(reloaded.code()).as(reloaded.all()).isZero();
        assertThat(house.status("jobs/0/schedule")).isEqualTo("every 7h");

        house.with(SCHEDULE, "every 8h").writeSettings();
        daemon.signal("HUP");
        awaitInterval(8);
        assertThat(daemon.stop().code()).isZero();
    }

    @Test
    void allFaultsOfAFileAreReportedAndChangeNothing() throws Exception {
        Daemon daemon = house.run();

        house.with(SCHEDULE, "every 7h")
                .with(AGE, "soon")
                .with(THRESHOLD, "many")
                .replaceSettings();
        await("a warning", () -> warnings().contains("soon"));

        assertThat(warnings()).contains("soon", THRESHOLD, "many", house.settingsFile.toString());
        assertThat(house.status("jobs/0/schedule")).isEqualTo("every 6h");
        Ended reloaded = house.call("reload");
        assertThat(reloaded.code()).isEqualTo(2);
        assertThat(reloaded.err()).contains(AGE, THRESHOLD);
        assertThat(house.call("status").code()).isZero();

        house.with(AGE, "0s").with(THRESHOLD, "10").replaceSettings();
        awaitInterval(7);
        await("the warning's end", () -> !warnings().contains("soon"));
        assertThat(daemon.stop().code()).isZero();
    }

    @Test
    void aFileThatIsEmptiedOrDeletedTakesNothingOutOfForce() throws Exception {
        house.with("orphan-cleanup.dry-run", "true")
                .with("orphan-cleanup.protect.mine", "script=" + house.script)
                .writeSettings();
        Daemon daemon = house.run();
        awaitFirstRun();

        Files.writeString(house.settingsFile, "\n");
        await("a warning", () -> warnings().contains("is gone or empty"));
        Ended reloaded = house.call("reload");
        assertThat(reloaded.code()).as(reloaded.all()).isEqualTo(2);
        assertThat(changes()).doesNotContain("protect.mine", "dry-run");

        house.replaceSettings();
        await("the warning's end", () -> !warnings().contains("is gone or empty"));
        Files.delete(house.settingsFile);
        await("a warning", () -> warnings().contains("is gone or empty"));
        assertThat(changes()).doesNotContain("protect.mine", "dry-run");

        Files.writeString(house.settingsFile, "# nothing is set any more\n");
        await("the warning's end", () -> !warnings().contains("is gone or empty"));
        assertThat(changes()).contains("protect.mine", "dry-run");
        assertThat(daemon.stop().code()).isZero();
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void aFileThatOthersMayWriteFromNowOnIsNoticed() throws Exception {
        Daemon daemon = house.run();

        Files.setPosixFilePermissions(house.settingsFile, PosixFilePermissions.fromString("rw-rw-rw-"));
        await("a warning", () -> warnings().contains(house.settingsFile.toString()));

        Files.setPosixFilePermissions(house.settingsFile, PosixFilePermissions.fromString("rw-r--r--"));
        await("the warning's end", () -> !warnings().contains(house.settingsFile.toString()));
        assertThat(daemon.stop().code()).isZero();
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void whatChangesWhileItStartsCountsToo() throws Exception {
        Daemon daemon;
        try (Store held = house.store()) {
            daemon = house.begin();
            await("words about the holder", () -> daemon.said().contains("waiting"));
            house.with(SCHEDULE, "every 7h").writeSettings();
            assertThat(held.facts().runs()).isZero();
        }

        daemon.awaitReady();
        awaitInterval(7);
        assertThat(daemon.stop().code()).isZero();
    }

    @Test
    void everyChangeIsOnRecordMaskedAndTheCommandLineKeepsItsPrecedence() throws Exception {
        Daemon daemon = house.run("--set", THRESHOLD + "=77");

        house.with(SCHEDULE, "every 7h")
                .with(THRESHOLD, "5")
                .with("orphan-cleanup.protect.token", "script=/nowhere/hunter2")
                .with("web.port", "1")
                .writeSettings();
        awaitInterval(7);
        assertThat(warnings()).contains("web.port will apply after the next restart");
        house.with(SCHEDULE, "every 8h").writeSettings();
        awaitInterval(8);
        // still so, though that change came before
        assertThat(warnings()).contains("web.port will apply after the next restart");
        assertThat(daemon.stop().code()).isZero();

        String bootId =
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        try (Store store = house.store()) {
            List<RecordedSettingChange> changes =
                    store.settingChanges(HostName.read(), bootId).newest(100);
            assertThat(changes)
                    .extracting(RecordedSettingChange::key, RecordedSettingChange::before, RecordedSettingChange::after)
                    .containsExactlyInAnyOrder(
                            tuple(SCHEDULE, "every 6h", "every 7h"),
                            tuple(SCHEDULE, "every 7h", "every 8h"),
                            tuple("orphan-cleanup.protect.token", null, "***"),
                            tuple("web.port", "0", "1"));
            assertThat(changes).allSatisfy(change -> {
                assertThat(change.actor()).isEqualTo("file watch");
                assertThat(change.origin()).contains(house.settingsFile.toString());
            });
            assertThat(changes.get(0).after()).isEqualTo("every 8h");
        }
        assertThat(house.log()).doesNotContain("hunter2");
    }
}
