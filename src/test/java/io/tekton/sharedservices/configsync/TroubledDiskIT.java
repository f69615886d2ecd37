package io.tekton.sharedservices.configsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.configsync.file.Backups;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.testing.OtherUser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Small file systems in memory, full or read-only. Needs root to mount them. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "tmpfs is Linux's")
class TroubledDiskIT {
    @TempDir
    private Path temp;

    private SyncHouse house;
    private Path mounted;

    @BeforeEach
    void installation() throws IOException {
        assumeThat(OtherUser.possible()).as("only root can mount a small disk").isTrue();
        house = new SyncHouse(temp);
    }

    private void mount(Path folder) throws Exception {
        Files.createDirectories(folder);
        boolean done = run("mount", "-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", folder.toString()) == 0;
        assumeThat(done).as("mounting is not allowed here").isTrue();
        mounted = folder;
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted != null) {
            assertThat(run("umount", mounted.toString())).isZero();
        }
    }

    @Test
    void aFullDiskBesideTheConfigurationLeavesItAsItWas() throws Exception {
        mount(house.places.config().getParent());
        house.withSamples().raiseFlag();
        Path filler = fill();

        assertFails("disk-full", "tekton_ai_config.json");
        assertThat(names()).containsExactlyInAnyOrder("tekton_ai_config.json", "filler");

        Files.delete(filler);
        assertThat(house.run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
    }

    @Test
    void aFullDiskUnderTheBackupsLeavesTheConfigurationAsItWas() throws Exception {
        mount(house.places.backups());
        house.withSamples().raiseFlag();
        Path filler = fill();

        assertFails("disk-full", "backup");
        assertThat(new Backups(house.places.backups()).newestFirst()).isEmpty();

        Files.delete(filler);
        assertThat(house.run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
    }

    @Test
    void aReadOnlyFolderOfTheConfigurationKeepsTheFlag() throws Exception {
        mount(house.places.config().getParent());
        house.withSamples().raiseFlag();
        assertThat(run("mount", "-o", "remount,ro", mounted.toString())).isZero();

        assertFails("config-unwritable", "Read-only");

        assertThat(run("mount", "-o", "remount,rw", mounted.toString())).isZero();
        assertThat(house.run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
    }

    @Test
    void aReadOnlyFolderOfTheFlagIsSaid() throws Exception {
        mount(house.places.flag().getParent());
        house.withSamples().raiseFlag();
        assertThat(run("mount", "-o", "remount,ro", mounted.toString())).isZero();

        assertFails("flag-unclaimable", house.places.flag().toString());
    }

    @Test
    void theOwnerStaysWhereRootWrites() throws IOException {
        house.withSamples();
        Files.setAttribute(house.places.config(), "unix:uid", OtherUser.NOBODY);
        Files.setAttribute(house.places.config(), "unix:gid", OtherUser.NOBODY);

        house.force();

        assertThat(Files.getAttribute(house.places.config(), "unix:uid")).isEqualTo(OtherUser.NOBODY);
        assertThat(Files.getAttribute(house.places.config(), "unix:gid")).isEqualTo(OtherUser.NOBODY);
    }

    private void assertFails(String reason, String word) {
        String before = house.config();

        SyncReport report = house.run();

        assertThat(report.run().outcome()).as("%s", report.run()).isEqualTo(RunOutcome.FAILED);
        assertThat(report.run().reason()).as("%s", report.run()).isEqualTo(reason);
        assertThat(report.run().message()).contains(word);
        assertThat(house.run().run()).as("the same once more is not recorded").isEqualTo(report.run());
        assertThat(house.config()).isEqualTo(before);
        assertThat(house.sync().isCalledFor()).isTrue();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(mounted)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    private Path fill() throws IOException {
        Path filler = mounted.resolve("filler");
        byte[] block = new byte[512];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
            return filler;
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
