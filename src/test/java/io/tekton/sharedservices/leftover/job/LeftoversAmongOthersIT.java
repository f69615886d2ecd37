package io.tekton.sharedservices.leftover.job;

import static io.tekton.sharedservices.leftover.job.LeftoverHouse.TWO_HOURS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.leftover.LeftoverAction.Result;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.leftover.quarantine.Failpoints.Step;
import io.tekton.sharedservices.testing.OtherUser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Leftovers in a folder that another account may write into, and on disks that are full. Needs root. */
@EnabledOnOs(OS.LINUX)
class LeftoversAmongOthersIT {
    @TempDir
    private Path temp;

    private final List<Path> mounted = new ArrayList<>();
    private Path folder;

    @BeforeEach
    void needsRoot() throws IOException {
        assumeTrue(OtherUser.possible(), "left out: only root becomes another user and mounts disks");
        folder = temp.toRealPath();
    }

    @AfterEach
    void unmount() throws Exception {
        for (Path disk : mounted) {
            assertThat(run("umount", disk.toString())).isZero();
        }
    }

    /** A disk in memory. */
    private void mount(Path disk, String options) throws Exception {
        Files.createDirectories(disk);
        assumeTrue(run("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString()) == 0, "left out: no mounting");
        mounted.add(disk);
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static Path link(Path link, Path target) {
        return OtherUser.call(OtherUser.NOBODY, () -> Files.createSymbolicLink(link, target));
    }

    @Test
    void aLinkThatAnotherAccountPlantedIsNotFollowed() throws IOException {
        try (LeftoverHouse house = new LeftoverHouse(folder, TWO_HOURS)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            run("chmod", "1777", house.root.toString());
            Path victim = Files.createDirectories(folder.resolve("victim/7"));
            Path precious = Files.writeString(victim.resolve("run.lock"), Integer.toString(LeftoverHouse.ended()));
            Path folderLink = link(house.root.resolve("jobs"), victim.getParent());
            Path fileLink = link(house.root.resolve("a.lock"), precious);
            Path profileLink = link(house.root.resolve("profile-1"), victim);

            Run run = house.run();

            assertThat(run.outcome()).as("%s", run).isEqualTo(RunOutcome.SUCCEEDED);
            assertThat(house.actions(run)).isEmpty();
            assertThat(precious).isRegularFile();
            for (Path link : List.of(folderLink, fileLink, profileLink)) {
                assertThat(link).isSymbolicLink();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFolderThatAnotherAccountOwnsIsNoWayToALeftover() throws Exception {
        try (LeftoverHouse house = new LeftoverHouse(folder, TWO_HOURS)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            run("chmod", "1777", house.root.toString());
            Path own = house.lock("own/7/run.lock");
            // its owner swaps it for a link to a folder of ours at the moment between the judgements
            Path jobs = house.root.resolve("jobs");
            OtherUser.call(OtherUser.NOBODY, () -> Files.createDirectories(jobs.resolve("7")));
            Path bait = Files.writeString(jobs.resolve("7/run.lock"), Integer.toString(LeftoverHouse.ended()));
            house.steps = reached -> {
                if (reached == Step.JUDGED) {
                    OtherUser.call(OtherUser.NOBODY, () -> Files.move(jobs, house.root.resolve("away")));
                    link(jobs, own.getParent().getParent());
                }
            };

            Run run = house.run();

            assertThat(run.counts().orphans()).as("%s", run).isZero();
            assertThat(house.actions(run)).isEmpty();
            assertThat(own).isRegularFile();
            assertThat(house.root.resolve("away/7").resolve(bait.getFileName())).isRegularFile();
        }
    }

    @Test
    void aLeftoverStaysWhereTheDiskHasNoRoomForTheQuarantine() throws Exception {
        mount(folder.resolve("root"), "size=1m,nr_inodes=4");
        try (LeftoverHouse house = new LeftoverHouse(folder, TWO_HOURS)) {
            Path lock = house.lock("a.lock");
            Path other = Files.createFile(house.root.resolve("other"));
            Files.createFile(house.root.resolve("another"));
            assertThatThrownBy(() -> Files.createFile(house.root.resolve("one-more")))
                    .hasMessageContaining("No space left");

            Run full = house.run();

            assertThat(full.outcome()).as("%s", full).isEqualTo(RunOutcome.FAILED);
            assertThat(full.message()).contains("No space left");
            assertThat(house.actions(full))
                    .hasSize(1)
                    .allSatisfy(action -> assertThat(action.result()).isEqualTo(Result.NOT_DONE));
            assertThat(lock).isRegularFile();

            Files.delete(other);
            Run again = house.run();

            assertThat(again.outcome()).as("%s", again).isEqualTo(RunOutcome.SUCCEEDED);
            assertThat(lock).doesNotExist();
            assertThat(house.inQuarantine()).hasSize(1);
        }
    }

    @Test
    void nothingIsMovedWhereTheRecordHasNoRoomForTheIntent() throws Exception {
        Path state = folder.resolve("state");
        mount(state, "size=4m,mode=0700");
        try (LeftoverHouse house = new LeftoverHouse(folder, TWO_HOURS)) {
            for (int i = 0; i < 40; i++) {
                house.lock(i + "-" + "long".repeat(50) + ".lock");
            }
            Path filler = state.resolve("filler");
            house.steps = reached -> {
                if (reached == Step.JUDGED) {
                    fill(filler);
                }
            };

            assertThatThrownBy(house::run).isInstanceOf(AuditException.class);

            assertThat(house.inQuarantine()).isEmpty();
            house.steps = reached -> {};
            Files.delete(filler);
            Run again = house.run();
            assertThat(again.outcome()).as("%s", again).isEqualTo(RunOutcome.SUCCEEDED);
            assertThat(house.inQuarantine()).hasSize(40);
            assertThat(house.store.auditReader().verifyChain()).isInstanceOf(ChainCheck.Intact.class);
        }
    }

    private static void fill(Path filler) {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }
}
