package io.tekton.sharedservices.leftover.job;

import static io.tekton.sharedservices.leftover.job.LeftoverHouse.TWO_HOURS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.journal.leftover.LeftoverAction.Result;
import io.tekton.sharedservices.journal.leftover.RecordedLeftover;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.leftover.quarantine.Failpoints.Step;
import io.tekton.sharedservices.process.PythonProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class LeftoverCleanupTest {
    @TempDir
    private Path temp;

    private Path folder;
    private LeftoverHouse house;
    private final List<AutoCloseable> others = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        folder = temp.toRealPath();
        house = new LeftoverHouse(folder, TWO_HOURS);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable other : others) {
            other.close();
        }
        assertThat(house.store.auditReader().verifyChain()).isInstanceOf(ChainCheck.Intact.class);
        house.close();
    }

    private void reopen(Duration ahead) throws IOException {
        house.close();
        house = new LeftoverHouse(folder, ahead);
    }

    /** Something that happens at a step, once. */
    private interface Happening {
        void happen() throws IOException;
    }

    private void at(Step step, Happening happening) {
        boolean[] happened = {false};
        house.steps = reached -> {
            if (reached == step && !happened[0]) {
                happened[0] = true;
                try {
                    happening.happen();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private LeftoverAction only(Run run) {
        assertThat(house.actions(run)).as("%s", run).hasSize(1);
        return house.actions(run).get(0);
    }

    @Test
    void movesLeftoversOfEachKindIntoAFolderThatNobodyElseCanEnter() throws IOException {
        Path socket = house.socket("ci_a.sock");
        Path lock = house.lock("a.lock");
        Path profile = house.profile("profile-1");
        Path below = house.lock("jobs/7/run.lock");

        Run run = house.run();

        assertThat(run.outcome()).as("%s", run).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(run.counts().orphans()).isEqualTo(4);
        assertThat(run.counts().terminated()).isEqualTo(4);
        for (Path gone : List.of(socket, lock, profile, below)) {
            assertThat(gone).doesNotExist();
        }
        assertThat(house.inQuarantine()).hasSize(4);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(house.quarantine())))
                .isEqualTo("rwx------");
        assertThat(house.actions(run))
                .allSatisfy(action -> {
                    assertThat(action.action()).isEqualTo(LeftoverAction.Kind.QUARANTINE);
                    assertThat(action.result()).isEqualTo(Result.DONE);
                    assertThat(Path.of(action.place())).exists();
                })
                .extracting(LeftoverAction::path)
                .containsExactlyInAnyOrder(socket.toString(), lock.toString(), profile.toString(), below.toString());
        assertThat(house.log.of(run.id()).leftovers())
                .extracting(RecordedLeftover::verdict)
                .containsOnly(RecordedLeftover.Verdict.LEFTOVER);
        assertThat(house.run().counts().matched())
                .as("nothing in the quarantine is named")
                .isZero();
    }

    @Test
    void aRehearsalChangesNothing() throws IOException {
        Path socket = house.socket("ci_a.sock");
        house.dryRun = true;

        Run run = house.run();

        assertThat(run.outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(run.counts().orphans()).isEqualTo(1);
        assertThat(socket).exists();
        assertThat(house.actions(run)).isEmpty();
        assertThat(house.quarantine()).doesNotExist();
    }

    @Test
    void movesNoneOfTooMany() throws IOException {
        for (int i = 0; i < 3; i++) {
            house.socket("ci_" + i + ".sock");
        }
        house.max = 2;

        Run run = house.run();

        assertThat(run.outcome()).isEqualTo(RunOutcome.REFUSED);
        assertThat(run.reason()).isEqualTo("too-many-leftovers");
        assertThat(house.quarantine()).doesNotExist();
    }

    @Test
    void theIntentIsOnRecordBeforeAnythingMoves() throws IOException {
        Path socket = house.socket("ci_a.sock");
        List<LeftoverAction> seen = new ArrayList<>();
        at(Step.INTENDED, () -> {
            assertThat(socket).exists();
            seen.addAll(house.log
                    .of(house.store.auditReader().running("host-1").get(0).id())
                    .actions());
        });

        house.run();

        assertThat(seen).singleElement().satisfies(action -> {
            assertThat(action.path()).isEqualTo(socket.toString());
            assertThat(action.result()).isNull();
        });
    }

    @Test
    void aFileThatIsOpenedBetweenTheJudgementsIsSpared() throws IOException {
        Path lock = house.lock("a.lock");
        at(
                Step.INTENDED,
                () -> others.add(PythonProcess.run("f = open(sys.argv[1])\nready()\nwait()", lock.toString())));

        LeftoverAction action = only(house.run());

        assertThat(action.result()).isEqualTo(Result.NOT_DONE);
        assertThat(action.detail()).contains("spared when it was judged again");
        assertThat(lock).exists();
    }

    @Test
    void aFileThatIsOpenedAtTheVeryMomentGoesBack() throws IOException {
        Path lock = house.lock("a.lock");
        PythonProcess[] opener = new PythonProcess[1];
        at(Step.HELD, () -> {
            opener[0] = PythonProcess.run(
                    "inode = ':%d ' % os.stat(sys.argv[1]).st_ino\n"
                            + "threading.Thread(target=lambda: open(sys.argv[1]).read(), daemon=True).start()\n"
                            + "while not any('BREAKING' in l and inode in l for l in open('/proc/locks')): pass\n"
                            + "ready()\nwait()",
                    lock.toString());
            others.add(opener[0]);
        });

        LeftoverAction action = only(house.run());

        assertThat(action.result()).isEqualTo(Result.NOT_DONE);
        assertThat(action.detail()).isEqualTo("a process opened it at that moment, so it was put back");
        assertThat(lock).exists();
        assertThat(house.inQuarantine()).isEmpty();
    }

    @Test
    void aFolderThatIsSwappedForALinkGoesBack() throws IOException {
        Path profile = house.profile("profile-1");
        Path precious = Files.createDirectory(folder.resolve("precious"));
        Files.writeString(precious.resolve("data"), "precious");
        at(Step.HELD, () -> {
            Files.move(profile, folder.resolve("moved"));
            Files.createSymbolicLink(profile, precious);
        });

        LeftoverAction action = only(house.run());

        assertThat(action.result()).isEqualTo(Result.NOT_DONE);
        assertThat(action.detail()).contains("another thing had its name at that moment");
        assertThat(Files.readSymbolicLink(profile)).isEqualTo(precious);
        assertThat(precious.resolve("data")).hasContent("precious");
        assertThat(house.inQuarantine()).isEmpty();
    }

    @Test
    void aFolderOnTheWayThatIsSwappedForALinkIsNotFollowed() throws IOException {
        house.lock("jobs/7/run.lock");
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("run.lock"), Integer.toString(LeftoverHouse.ended()));
        at(Step.INTENDED, () -> {
            Files.move(house.root.resolve("jobs/7"), folder.resolve("moved"));
            Files.createSymbolicLink(house.root.resolve("jobs/7"), other);
        });

        LeftoverAction action = only(house.run());

        assertThat(action.result()).isEqualTo(Result.NOT_DONE);
        assertThat(other.resolve("run.lock")).exists();
        assertThat(folder.resolve("moved/run.lock")).exists();
    }

    @Test
    void whatIsChangedBetweenTheJudgementsIsSpared() throws IOException {
        Path profile = house.profile("profile-1");
        at(Step.INTENDED, () -> Files.writeString(profile.resolve("Default/data"), "new"));

        assertThat(only(house.run()).result()).isEqualTo(Result.NOT_DONE);
        assertThat(profile).exists();
    }

    @Test
    void aFolderIntoWhichSomethingIsWrittenAtTheVeryMomentGoesBack() throws IOException {
        Path profile = house.profile("profile-1");
        at(Step.HELD, () -> Files.writeString(profile.resolve("Cache/a/b/data"), "new"));

        LeftoverAction action = only(house.run());

        assertThat(action.result()).isEqualTo(Result.NOT_DONE);
        assertThat(action.detail()).isEqualTo("it was changed at that moment, so it was put back");
        assertThat(profile.resolve("Cache/a/b/data")).hasContent("new");
    }

    @Test
    void aHardLinkThatIsPlantedBetweenTheJudgementsSpares() throws IOException {
        Path lock = house.lock("a.lock");
        at(Step.INTENDED, () -> Files.createLink(folder.resolve("second"), lock));

        assertThat(only(house.run()).result()).isEqualTo(Result.NOT_DONE);
        assertThat(lock).exists();
    }

    @Test
    void anotherSocketOfTheSameNameIsSpared() throws IOException {
        Path socket = house.socket("ci_a.sock");
        at(Step.HELD, () -> {
            Files.delete(socket);
            house.socket("ci_a.sock");
        });

        LeftoverAction action = only(house.run());

        assertThat(action.result()).isEqualTo(Result.NOT_DONE);
        assertThat(action.detail()).contains("another thing had its name at that moment");
        assertThat(socket).exists();
    }

    @Test
    void aFolderThatAProcessEntersMeanwhileGoesBack() throws IOException {
        Path profile = house.profile("profile-1");
        at(Step.MOVED, () -> {
            PythonProcess inside = PythonProcess.run(
                    "os.chdir(sys.argv[1])\nready()\nwait()",
                    house.inQuarantine().get(0).resolve("Default").toString());
            others.add(inside);
            house.processes.update();
        });

        LeftoverAction action = only(house.run());

        assertThat(action.result()).isEqualTo(Result.NOT_DONE);
        assertThat(action.detail()).contains("works in it (something in it), so it was put back");
        assertThat(profile.resolve("Default/data")).exists();
    }

    @Test
    void whatHasTheNameBySinceIsNeverReplaced() throws IOException {
        Path profile = house.profile("profile-1");
        at(Step.MOVED, () -> {
            others.add(PythonProcess.run(
                    "os.chdir(sys.argv[1])\nready()\nwait()",
                    house.inQuarantine().get(0).toString()));
            house.processes.update();
            Files.createDirectory(profile);
            Files.writeString(profile.resolve("new"), "new");
        });

        LeftoverAction action = only(house.run());

        assertThat(action.result()).isEqualTo(Result.DONE);
        assertThat(action.detail()).contains("could not be put back");
        assertThat(profile.resolve("new")).hasContent("new");
        assertThat(Path.of(action.place()).resolve("Default/data")).exists();
    }

    @Test
    void whereTheQuarantineIsNotOursAloneNothingMoves() throws IOException {
        Path socket = house.socket("ci_a.sock");
        Files.createDirectory(house.quarantine());
        Files.setPosixFilePermissions(house.quarantine(), PosixFilePermissions.fromString("rwxr-xr-x"));

        Run run = house.run();

        assertThat(run.outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(run.message()).contains("not this user's alone");
        assertThat(socket).exists();

        Files.delete(house.quarantine());
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(house.quarantine(), elsewhere);
        assertThat(house.run().outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(socket).exists();
        assertThat(elsewhere).isEmptyDirectory();
        Files.delete(house.quarantine());
    }

    @Test
    void afterLeaveKeepItIsRemovedForGood() throws IOException {
        house.profile("profile-1");
        Path outside = Files.writeString(folder.resolve("outside"), "stays");
        Files.createSymbolicLink(house.root.resolve("profile-1/link"), outside);
        long bytes = only(house.run()).bytes();
        assertThat(bytes).isPositive();
        reopen(Duration.ofDays(6));
        assertThat(house.actions(house.run())).isEmpty();

        reopen(Duration.ofDays(8));
        Run run = house.run();

        LeftoverAction action = only(run);
        assertThat(action.action()).isEqualTo(LeftoverAction.Kind.DELETE);
        assertThat(action.result()).as(action.detail()).isEqualTo(Result.DONE);
        assertThat(action.bytes()).isEqualTo(bytes);
        assertThat(run.message()).contains("were removed from the quarantine");
        assertThat(house.inQuarantine()).isEmpty();
        assertThat(outside).hasContent("stays");
        assertThat(house.actions(house.run())).isEmpty();
    }

    @Test
    void whatIsStillUsedInTheQuarantineStays() throws IOException {
        house.profile("profile-1");
        LeftoverAction moved = only(house.run());
        reopen(Duration.ofDays(8));
        others.add(PythonProcess.run("f = open(sys.argv[1])\nready()\nwait()", moved.place() + "/Default/data"));

        LeftoverAction action = only(house.run());

        assertThat(action.result()).isEqualTo(Result.NOT_DONE);
        assertThat(Path.of(moved.place()).resolve("Default/data")).exists();
    }

    @Test
    void anotherThingInItsPlaceIsNotRemoved() throws IOException {
        house.profile("profile-1");
        Path place = Path.of(only(house.run()).place());
        Files.move(place, folder.resolve("away"));
        Files.createDirectory(place);
        Files.writeString(place.resolve("mine"), "mine");
        reopen(Duration.ofDays(8));

        LeftoverAction action = only(house.run());

        assertThat(action.result()).isEqualTo(Result.NOT_DONE);
        assertThat(place.resolve("mine")).exists();
    }

    @Test
    void whatWasMovedIsPutBackByItsRunOrItsPath() throws IOException {
        Path profile = house.profile("profile-1");
        Path lock = house.lock("a.lock");
        Path below = house.lock("jobs/7/run.lock");
        Run moved = house.run();
        assertThat(house.inQuarantine()).hasSize(3);

        Run one = house.cleanup().restore(below.toString(), "a test");
        Run all = house.cleanup().restore(moved.id(), "a test");

        assertThat(one.outcome()).as("%s", one).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(only(one).action()).isEqualTo(LeftoverAction.Kind.RESTORE);
        assertThat(all.message()).isEqualTo("2 of 2 were put back");
        assertThat(profile.resolve("Default/data")).exists();
        assertThat(lock).exists();
        assertThat(below).exists();
        assertThat(house.inQuarantine()).isEmpty();
        assertThat(house.log.kept()).isEmpty();
        assertThat(house.cleanup().restore(moved.id(), "a test").reason()).isEqualTo("nothing-to-restore");
    }

    @Test
    void nothingIsPutBackOverWhatIsThereOrThroughALink() throws IOException {
        Path lock = house.lock("a.lock");
        Path below = house.lock("jobs/7/run.lock");
        house.run();
        Files.writeString(lock, "new");
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.delete(house.root.resolve("jobs/7"));
        Files.createSymbolicLink(house.root.resolve("jobs/7"), other);

        Run run = house.cleanup().restore(lock.toString(), "a test");
        Run linked = house.cleanup().restore(below.toString(), "a test");

        assertThat(run.outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(run.message()).contains("something else has its name now");
        assertThat(linked.outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(lock).hasContent("new");
        assertThat(other).isEmptyDirectory();
        assertThat(house.inQuarantine()).hasSize(2);
    }

    @Test
    void whereTheDiskIsNearlyFullTheOldestGoFirst() throws IOException {
        house.lock("a.lock");
        house.run();
        house.lock("b.lock");
        reopen(Duration.ofHours(3).plusMinutes(5));
        int[] asked = {0};
        house.space = root -> ++asked[0] == 1;

        Run run = house.run();

        assertThat(run.message()).contains("a disk is nearly full, so 1 of them left it before leftover.keep");
        assertThat(house.actions(run))
                .filteredOn(action -> action.action() == LeftoverAction.Kind.DELETE)
                .extracting(LeftoverAction::path)
                .containsExactly(house.root.resolve("a.lock").toString());
        assertThat(house.inQuarantine()).hasSize(1);
    }
}
