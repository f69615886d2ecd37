package io.tekton.sharedservices.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.schedule.due.SchedulerChild;
import io.tekton.sharedservices.schedule.due.TickingHost;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.testing.Rounds;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL, again and again, at the start and in the middle of a run. */
@Tag(Rounds.LONG_FORM)
class CrashLoopIT {
    private static final int ROUNDS = Integer.getInteger("schedule.kill.rounds", Rounds.of(2, 16));

    @TempDir
    Path folder;

    @Test
    void runsOnceHoweverOftenItCrashes() throws Exception {
        long seed = Long.getLong("schedule.kill.seed", System.nanoTime());
        System.out.println("CrashLoopIT: -Dschedule.kill.seed=" + seed + " -Dschedule.kill.rounds=" + ROUNDS);
        Random random = new Random(seed);
        startAndKill("begun", 0);
        Run first = onlyRun();

        for (int round = 2; round <= ROUNDS; round++) {
            startAndKill("due " + first.startedAt().plus(Duration.ofHours(6)), random.nextInt(60_000_000));
        }

        assertThat(onlyRun().id()).isEqualTo(first.id());
        try (Store store = open()) {
            assertThat(store.auditReader().run(first.id()).orElseThrow().outcome())
                    .isEqualTo(RunOutcome.ABANDONED);
            assertThat(store.auditReader().verifyChain()).isInstanceOf(Intact.class);
        }
    }

    /** @param nanos how long the child may go on after it said so; in a spin, for this is part of what is tried */
    private void startAndKill(String line, long nanos) throws IOException, InterruptedException {
        Process child = SchedulerChild.start(folder.resolve("state"));
        try (BufferedReader output = SchedulerChild.output(child)) {
            String said = output.readLine();
            while (said != null && !said.startsWith(line)) {
                assertThat(said).as("before \"%s\"", line).startsWith("due ").matches(other -> line.equals("begun"));
                said = output.readLine();
            }
            assertThat(said).isEqualTo(line);
            for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
                Thread.onSpinWait();
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    private Run onlyRun() {
        try (Store store = open()) {
            List<Run> runs = store.auditReader().runs(new RunQuery(null, null, null, null, null, 100));
            assertThat(runs).hasSize(1);
            return runs.get(0);
        }
    }

    private Store open() {
        return Store.open(new StoreSettings(folder.resolve("state"), Duration.ZERO, "a test"), TickingHost.CLOCK);
    }
}
