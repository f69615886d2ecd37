package io.tekton.sharedservices.leftover.job;

import static io.tekton.sharedservices.leftover.job.LeftoverHouse.TWO_HOURS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.journal.leftover.LeftoverAction.Result;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.leftover.quarantine.Failpoints.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A run that is killed between two steps: what it intended is settled by what is on the disk. */
@EnabledOnOs(OS.LINUX)
class KilledLeftoverCleanupIT {
    private static final Duration LATER = Duration.ofDays(20);

    @TempDir
    private Path temp;

    private static List<LeftoverAction> actionsOfTheKilled(LeftoverHouse house) {
        Run killed = house.store
                .auditReader()
                .runs(new RunQuery("leftover-cleanup", RunOutcome.ABANDONED, null, null, null, 1))
                .get(0);
        assertThat(killed.reason()).isEqualTo("crashed");
        return house.actions(killed);
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"RUN_BEGUN", "JUDGED", "INTENDED", "QUARANTINE_MADE", "HELD", "MOVED", "SYNCED", "SETTLED"})
    void whatWasIntendedIsDoneOrNot(Step step) throws Exception {
        Path folder = temp.toRealPath();
        try (LeftoverHouse house = new LeftoverHouse(folder, TWO_HOURS)) {
            house.lock("a.lock");
            house.profile("profile-1");
        }

        LeftoverChild.killedAt(step, 0, folder, 0);

        try (LeftoverHouse house = new LeftoverHouse(folder, TWO_HOURS)) {
            List<LeftoverAction> actions = actionsOfTheKilled(house);
            assertThat(actions).hasSize(step.compareTo(Step.INTENDED) < 0 ? 0 : 2);
            for (LeftoverAction action : actions) {
                boolean moved = Files.exists(Path.of(action.place()));
                assertThat(Files.exists(Path.of(action.path())))
                        .as("%s", action)
                        .isNotEqualTo(moved);
                assertThat(action.result()).isEqualTo(moved ? Result.DONE : Result.NOT_DONE);
            }
            Run next = house.run();
            assertThat(next.outcome()).isEqualTo(RunOutcome.SUCCEEDED);
            assertThat(house.root.resolve("a.lock")).doesNotExist();
            assertThat(house.root.resolve("profile-1")).doesNotExist();
            assertThat(house.log.kept()).hasSize(2);
            assertThat(house.inQuarantine()).hasSize(2);
            assertThat(house.store.auditReader().verifyChain()).isInstanceOf(ChainCheck.Intact.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE_INTENDED, 0, NOT_DONE",
        "ENTRY_REMOVED, 0, UNCERTAIN",
        "ENTRY_REMOVED, 3, UNCERTAIN",
        "DELETED, 0, DONE",
        "DELETE_SETTLED, 0, DONE"
    })
    void aRemovalIsUncertainUnlessItIsWholeOrWhollyGone(Step step, int before, Result result) throws Exception {
        Path folder = temp.toRealPath();
        try (LeftoverHouse house = new LeftoverHouse(folder, TWO_HOURS)) {
            house.profile("profile-1");
            house.run();
            assertThat(house.inQuarantine()).hasSize(1);
        }

        LeftoverChild.killedAt(step, before, folder, 8);

        try (LeftoverHouse house = new LeftoverHouse(folder, LATER)) {
            assertThat(actionsOfTheKilled(house)).singleElement().satisfies(action -> {
                assertThat(action.action()).isEqualTo(LeftoverAction.Kind.DELETE);
                assertThat(action.result()).as("%s", action).isEqualTo(result);
            });
            assertThat(house.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
            assertThat(house.inQuarantine()).isEmpty();
            assertThat(house.log.kept()).isEmpty();
            assertThat(house.store.auditReader().verifyChain()).isInstanceOf(ChainCheck.Intact.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"RESTORE_INTENDED, NOT_DONE", "RESTORED, DONE"})
    void aRestoreIsDoneOrNot(Step step, Result result) throws Exception {
        Path folder = temp.toRealPath();
        Path lock;
        try (LeftoverHouse house = new LeftoverHouse(folder, TWO_HOURS)) {
            lock = house.lock("a.lock");
            assertThat(house.actions(house.run()))
                    .singleElement()
                    .satisfies(action ->
                            assertThat(action.result()).as(action.detail()).isEqualTo(Result.DONE));
        }

        LeftoverChild.killedAt(step, 0, folder, 0, lock.toString());

        try (LeftoverHouse house = new LeftoverHouse(folder, TWO_HOURS)) {
            assertThat(actionsOfTheKilled(house))
                    .singleElement()
                    .satisfies(action -> assertThat(action.result()).isEqualTo(result));
            assertThat(Files.exists(lock)).isEqualTo(result == Result.DONE);
            assertThat(house.log.kept()).hasSize(result == Result.DONE ? 0 : 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"PRUNE_INTENDED, NOT_DONE", "PRUNED, DONE", "PRUNE_SETTLED, DONE"})
    void anEntryIsRemovedOrNot(Step step, Result result) throws Exception {
        Path folder = temp.toRealPath();
        try (LeftoverHouse house = new LeftoverHouse(folder, TWO_HOURS)) {
            Files.createFile(house.registry.resolveSibling("registry.lock"));
            Files.writeString(
                    house.registry,
                    "{\"zq-living\": {\"pid\": " + ProcessHandle.current().pid() + "}, \"zq-dead-1\": {\"pid\": "
                            + LeftoverHouse.ended() + "}}");
        }

        LeftoverChild.killedAt(step, 0, folder, 0);

        try (LeftoverHouse house = new LeftoverHouse(folder, TWO_HOURS)) {
            assertThat(actionsOfTheKilled(house))
                    .singleElement()
                    .satisfies(action -> assertThat(action.result()).isEqualTo(result));
            assertThat(Files.readString(house.registry).contains("zq-dead-1")).isEqualTo(result != Result.DONE);
            assertThat(Files.readString(house.registry)).contains("zq-living");
            try (var files = Files.newDirectoryStream(house.registry.getParent())) {
                assertThat(files).hasSize(2);
            }
        }
    }

    @Test
    void itIsUncertainWhereTheQuarantineCannotBeSeen() throws Exception {
        Path folder = temp.toRealPath();
        try (LeftoverHouse house = new LeftoverHouse(folder, TWO_HOURS)) {
            house.profile("profile-1");
            house.run();
        }
        LeftoverChild.killedAt(Step.DELETE_INTENDED, 0, folder, 8);
        Path quarantine;
        try (LeftoverHouse seen = closedWithout(folder)) {
            quarantine = seen.quarantine();
            assertThat(actionsOfTheKilled(seen))
                    .singleElement()
                    .satisfies(action -> assertThat(action.result()).isEqualTo(Result.UNCERTAIN));
        }
        assertThat(quarantine).doesNotExist();
    }

    private static LeftoverHouse closedWithout(Path folder) throws IOException {
        Path root = folder.resolve("root");
        try (var entries = Files.newDirectoryStream(root, ".shared-services-leftovers-*")) {
            for (Path quarantine : entries) {
                Files.move(quarantine, folder.resolve("unseen"));
            }
        }
        return new LeftoverHouse(folder, LATER);
    }
}
