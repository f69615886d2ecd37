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
import io.tekton.sharedservices.leftover.rule.Prune;
import io.tekton.sharedservices.posix.Flock;
import io.tekton.sharedservices.process.PythonProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class PrunedRegistryTest {
    @TempDir
    private Path temp;

    private LeftoverHouse house;
    private final long living = ProcessHandle.current().pid();

    @BeforeEach
    void open() throws IOException {
        house = new LeftoverHouse(temp.toRealPath(), TWO_HOURS);
        house.prune = Prune.PRUNE;
        Files.createFile(house.registry.resolveSibling("registry.lock"));
    }

    @AfterEach
    void close() throws Exception {
        assertThat(house.store.auditReader().verifyChain()).isInstanceOf(ChainCheck.Intact.class);
        house.close();
    }

    private static String entry(String name, long pid) {
        return "\"" + name + "\": {\"name\": \"" + name + "\",  \"type\": \"ci_tool\", \"token\": \"s3cret-value-1\","
                + " \"pid\": " + pid + "}";
    }

    private void registry(String... entries) throws IOException {
        Files.writeString(house.registry, "{\n  " + String.join(",\n  ", entries) + "\n}\n");
    }

    private LeftoverAction only(Run run) {
        assertThat(house.actions(run)).as("%s", run).hasSize(1);
        return house.actions(run).get(0);
    }

    @Test
    void removesTheEntriesOfEndedProcessesAlone() throws IOException {
        String dead = entry("zq-dead-1", LeftoverHouse.ended());
        String withoutPid = "\"zq-meant\": {\"name\": \"zq-meant\"}";
        registry(entry("zq-living", living), dead, withoutPid);

        Run run = house.run();

        assertThat(run.outcome()).as("%s", run).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(house.registry).hasContent("{\n  " + entry("zq-living", living) + ",\n  " + withoutPid + "\n}\n");
        LeftoverAction action = only(run);
        assertThat(action.action()).isEqualTo(LeftoverAction.Kind.PRUNE);
        assertThat(action.result()).isEqualTo(Result.DONE);
        assertThat(action.place()).isEqualTo("zq-dead-1");
        assertThat(action.text()).startsWith("\"zq-dead-1\": {").doesNotContain("s3cret-value-1");
        try (var others = Files.newDirectoryStream(house.registry.getParent())) {
            assertThat(others)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrder("wrapped_cis.json", "registry.lock");
        }
    }

    @Test
    void onlyReportsWhereThatIsAskedFor() throws IOException {
        registry(entry("zq-living", living), entry("zq-dead-1", LeftoverHouse.ended()));
        String before = Files.readString(house.registry);
        house.prune = Prune.REPORT;

        Run run = house.run();

        assertThat(house.registry).hasContent(before);
        assertThat(house.actions(run)).isEmpty();
        assertThat(house.log.of(run.id()).leftovers())
                .extracting(RecordedLeftover::path)
                .containsExactly(house.registry + "#zq-dead-1");
        house.prune = Prune.OFF;
        assertThat(house.log.of(house.run().id()).leftovers()).isEmpty();
    }

    @Test
    void neverEmptiesTheRegistry() throws IOException {
        registry(entry("zq-dead-1", LeftoverHouse.ended()), entry("zq-dead-2", LeftoverHouse.ended()));
        String before = Files.readString(house.registry);

        Run run = house.run();

        assertThat(house.registry).hasContent(before);
        assertThat(house.log.of(run.id()).leftovers())
                .extracting(RecordedLeftover::reason)
                .containsOnly("last-entries");
    }

    @Test
    void sparesAnEntryWhoseNameALivingProcessCarries() throws IOException {
        registry(
                entry("zq-living", living),
                entry("zq-in-variable", LeftoverHouse.ended()),
                entry("zq-in-line", LeftoverHouse.ended()));
        String before = Files.readString(house.registry);
        try (PythonProcess tool = PythonProcess.run(
                Map.of("TEKTON_CI_NAME", "ZQ_in_variable"), List.of(), "ready()\nwait()", "zq-in-line")) {
            assertThat(tool.process().isAlive()).isTrue();

            Run run = house.run();

            assertThat(house.registry).hasContent(before);
            assertThat(house.log.of(run.id()).leftovers())
                    .extracting(RecordedLeftover::reason)
                    .containsExactly("carried", "carried");
        }
    }

    @Test
    void aPidOfAContainerIsNoProofThatItsProcessHasEnded() throws Exception {
        String nested;
        try (PythonProcess container = PythonProcess.inAContainer(200)) {
            int pid = container.number(0);
            assertThat(ProcessHandle.of(pid)).isEmpty();
            nested = entry("zq-nested", pid);
            registry(entry("zq-living", living), nested);

            assertThat(house.actions(house.run())).isEmpty();
            assertThat(Files.readString(house.registry)).contains(nested);
        }
        assertThat(only(house.run()).result()).isEqualTo(Result.DONE);
    }

    @Test
    void withoutALockFileNothingIsRemoved() throws IOException {
        Files.delete(house.registry.resolveSibling("registry.lock"));
        registry(entry("zq-living", living), entry("zq-dead-1", LeftoverHouse.ended()));
        String before = Files.readString(house.registry);

        LeftoverAction action = only(house.run());

        assertThat(action.result()).isEqualTo(Result.NOT_DONE);
        assertThat(action.detail()).contains("no lock file");
        assertThat(house.registry).hasContent(before);
    }

    @Test
    void whileAnotherHoldsTheLockNothingIsRemoved() throws IOException {
        registry(entry("zq-living", living), entry("zq-dead-1", LeftoverHouse.ended()));
        String before = Files.readString(house.registry);
        Flock.Result[] held = new Flock.Result[1];
        house.steps = step -> {
            if (step == Step.PRUNE_INTENDED) {
                held[0] = Flock.take(house.registry.resolveSibling("registry.lock"), Flock.Mode.SHARED, Duration.ZERO);
            }
        };

        LeftoverAction action = only(house.run());

        assertThat(action.result()).isEqualTo(Result.NOT_DONE);
        assertThat(house.registry).hasContent(before);
        ((Flock.Result.Locked) held[0]).lock().close();
    }

    @Test
    void anEntryThatIsRegisteredAgainBetweenTheJudgementsStays() throws IOException {
        registry(entry("zq-living", living), entry("zq-dead-1", LeftoverHouse.ended()));
        house.steps = step -> {
            if (step == Step.PRUNE_INTENDED) {
                try {
                    registry(entry("zq-living", living), entry("zq-dead-1", living));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };

        LeftoverAction action = only(house.run());

        assertThat(action.result()).isEqualTo(Result.NOT_DONE);
        assertThat(Files.readString(house.registry)).contains(entry("zq-dead-1", living));
    }

    @Test
    void aRegistryThatIsTornIsLeftAlone() throws IOException {
        Files.writeString(house.registry, "{\"zq-dead-1\": {\"pid\": ");

        Run run = house.run();

        assertThat(run.outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(house.registry).hasContent("{\"zq-dead-1\": {\"pid\": ");
    }
}
