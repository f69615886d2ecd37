package io.tekton.sharedservices.configsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings.Replace;
import io.tekton.sharedservices.configsync.file.Failpoints.Step;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.posix.ExtendedAttributes;
import io.tekton.sharedservices.testing.OtherUser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever belongs to the file itself stays: its other names, its owner, its attributes. Or the sync refuses, and names
 * the setting.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "extended attributes, leases and mounts are Linux's")
class ReplaceTest {
    /**
     * {@code user::rw-, user:65534:rw-, group::r--, mask::rw-, other::r--} as {@code acl(5)} has it in the attribute.
     */
    private static final byte[] ACCESS_LIST = HexFormat.of()
            .parseHex("02000000" + "01000600ffffffff" + "02000600feff0000" + "04000400ffffffff" + "10000600ffffffff"
                    + "20000400ffffffff");

    @TempDir
    private Path temp;

    private SyncHouse house;

    @BeforeEach
    void installation() throws IOException {
        house = new SyncHouse(temp).withSamples().raiseFlag();
    }

    private void assertRefused(String word) {
        String before = house.config();

        SyncReport report = house.run();

        assertThat(report.run().outcome()).as("%s", report.run()).isEqualTo(RunOutcome.FAILED);
        assertThat(report.run().reason()).isEqualTo("replace-refused");
        assertThat(report.run().message()).contains(word, "config-sync.replace = in-place");
        assertThat(house.config()).isEqualTo(before);
        assertThat(house.sync().isCalledFor()).isTrue();
        assertThat(house.run().run()).as("the same once more is not recorded").isEqualTo(report.run());
    }

    private void assertWrittenInPlace() throws IOException {
        Object key = Files.getAttribute(house.places.config(), "fileKey");
        house.replacing(Replace.IN_PLACE);

        SyncReport report = house.run();

        assertThat(report.run().outcome()).as("%s", report.run()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(house.config()).contains("45012", "Reads code.");
        assertThat(Files.getAttribute(house.places.config(), "fileKey")).isEqualTo(key);
        assertThat(house.sync().isCalledFor()).isFalse();
        assertThat(house.places.config().getParent().toFile().list()).containsExactly("tekton_ai_config.json");
        try (var kept = Files.list(house.places.backups())) {
            assertThat(kept).noneMatch(file -> file.toString().endsWith(".journal"));
        }
    }

    @Test
    void aHardLinkIsNeverSplitOff() throws IOException {
        Path other = Files.createLink(temp.resolve("other-name"), house.places.config());

        assertRefused("2 hard links");

        assertWrittenInPlace();
        assertThat(SyncHouse.text(other)).isEqualTo(house.config());
    }

    @Test
    void aFileThatIsMountedByItselfIsNeverSplitOff() throws Exception {
        assumeThat(OtherUser.possible()).as("only root can mount").isTrue();
        Path elsewhere = Files.writeString(temp.resolve("mounted.json"), "");
        assumeThat(run("mount", "--bind", house.places.config().toString(), elsewhere.toString()))
                .as("mounting is not allowed here")
                .isZero();
        try {
            assertRefused("has it mounted by itself at");

            assertWrittenInPlace();
            assertThat(SyncHouse.text(elsewhere)).isEqualTo(house.config());
        } finally {
            assertThat(run("umount", elsewhere.toString())).isZero();
        }
    }

    @Test
    void aMountPointIsWrittenInPlace() throws Exception {
        assumeThat(OtherUser.possible()).as("only root can mount").isTrue();
        Path source = Files.write(temp.resolve("source.json"), SyncHouse.sample("tekton_ai_config.json"));
        assumeThat(run(
                        "mount",
                        "--bind",
                        source.toString(),
                        house.places.config().toString()))
                .as("mounting is not allowed here")
                .isZero();
        try {
            assertRefused("it is a mount point");

            house.replacing(Replace.IN_PLACE);
            assertThat(house.run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
            assertThat(SyncHouse.text(source)).contains("45012");
        } finally {
            assertThat(run("umount", house.places.config().toString())).isZero();
        }
    }

    @Test
    void anAccessListAndAttributesGoOverToTheNewFile() throws IOException {
        Path config = house.places.config();
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-rw-r--"));
        set(config, "user.note", "kept by hand".getBytes(StandardCharsets.UTF_8));
        set(config, "system.posix_acl_access", ACCESS_LIST);
        Map<String, byte[]> before = ExtendedAttributes.of(config);
        Object mode = Files.getAttribute(config, "unix:mode");

        SyncReport report = house.run();

        assertThat(report.run().outcome()).as("%s", report.run()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(before).containsKeys("user.note", "system.posix_acl_access");
        assertThat(ExtendedAttributes.of(config)).containsExactlyInAnyOrderEntriesOf(before);
        assertThat(Files.getAttribute(config, "unix:mode")).isEqualTo(mode);
    }

    @Test
    void anAccessListThatNewFilesOfTheFolderGetIsNotForcedOnIt() throws IOException {
        set(house.places.config().getParent(), "system.posix_acl_default", ACCESS_LIST);

        house.run();

        assertThat(house.config()).contains("45012");
        assertThat(ExtendedAttributes.of(house.places.config())).doesNotContainKey("system.posix_acl_access");
    }

    private static void set(Path file, String name, byte[] value) throws IOException {
        try {
            ExtendedAttributes.set(file, name, value);
        } catch (FileSystemException e) {
            assumeThat(e.getReason())
                    .as("the file system has no such attributes")
                    .doesNotContain("not supported");
            throw e;
        }
    }

    @Test
    void anothersFileStaysHisOrIsNotReplaced() throws IOException {
        assumeThat(OtherUser.possible()).as("only root can be another user").isTrue();
        Path config = house.places.config();
        Files.setAttribute(config, "unix:uid", 65_533);
        Files.setAttribute(config, "unix:mode", 0664);
        Files.setAttribute(config.getParent(), "unix:uid", OtherUser.NOBODY);
        Files.createDirectories(house.places.backups().getParent());
        Files.setAttribute(house.places.backups().getParent(), "unix:uid", OtherUser.NOBODY);
        Files.setPosixFilePermissions(house.places.registry(), PosixFilePermissions.fromString("rw-r--r--"));
        Files.delete(house.places.flag());
        openFolders();

        SyncReport refused = OtherUser.call(OtherUser.NOBODY, house::force);
        SyncReport inPlace = OtherUser.call(
                OtherUser.NOBODY, () -> house.replacing(Replace.IN_PLACE).force());

        assertThat(refused.run().reason()).as("%s", refused.run()).isEqualTo("replace-refused");
        assertThat(refused.run().message()).contains("the owner (user 65533)", "config-sync.replace = in-place");
        assertThat(inPlace.run().outcome()).as("%s", inPlace.run()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(house.config()).contains("45012");
        assertThat(Files.getAttribute(config, "unix:uid")).isEqualTo(65_533);
    }

    /** Folders above belong to the test's user and may be entered; none may be written by everybody. */
    private void openFolders() throws IOException {
        Path root = temp.toRealPath();
        for (Path path : new Path[] {
            root,
            root.resolve(".tekton"),
            house.places.flag().getParent(),
            house.places.config().getParent(),
            house.places.backups().getParent()
        }) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void waitsForAProgramThatHasTheFileOpen() throws IOException {
        house.replacing(Replace.IN_PLACE);
        String before = house.config();
        try (RandomAccessFile editor =
                new RandomAccessFile(house.places.config().toFile(), "rw")) {
            SyncReport report = house.run();

            assertThat(report.run().reason()).isEqualTo("config-contended");
            assertThat(house.config()).isEqualTo(before);
            editor.seek(0);
        }
        assertThat(house.run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
    }

    @Test
    void anEditBetweenReadAndWriteSurvives() throws IOException {
        house.replacing(Replace.IN_PLACE);
        boolean[] saved = new boolean[1];
        house.watchedBy(step -> {
            if (step == Step.PLAN_RECORDED && !saved[0]) {
                saved[0] = true;
                write(house.places.config(), house.config().replace("Reads code.", "Mine."));
            }
        });

        SyncReport report = house.run();

        assertThat(report.run().outcome()).as("%s", report.run()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(house.config()).contains("45012", "\"Mine.\"");
    }

    @Test
    void anUndoIsWrittenInPlaceToo() throws IOException {
        String before = house.config();
        assertWrittenInPlace();

        house.sync().undo(SyncHouse.UNDO, new StopFlag());

        assertThat(house.config()).isEqualTo(before);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
