package io.tekton.sharedservices.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.CleanupListener.Phase;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.testing.Alone;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.SampleProcesses;
import io.tekton.sharedservices.testing.Trials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Cleanups in the midst of processes that come, go, exec, register and have each other's pids. */
@Alone
@Tag(Rounds.LONG_FORM)
@EnabledOnOs(value = OS.LINUX, disabledReason = "real processes of any argv need /proc")
class ChurningZooIT {
    private static final int AT_ONCE = 25;

    /** Cleanups with one zoo: its keeper holds a file for each process that is nobody's child. */
    private static final int BATCH = 10;

    @TempDir
    Path temp;

    @Test
    void noInnocentIsSignalled() throws Exception {
        boolean recycles = Installation.isRoot() && Files.isWritable(Path.of("/proc/sys/kernel/ns_last_pid"));
        try (Trials trials = Trials.of("no innocent is signalled", "cleanups", Rounds.of(1, 6) * BATCH)) {
            for (int batch = 0; trials.next(); batch++) {
                Installation tekton = new Installation(Files.createDirectories(temp.resolve("batch-" + batch)));
                try (SampleProcesses zoo = new SampleProcesses()) {
                    new Batch(
                                    tekton,
                                    new Churn(
                                            tekton,
                                            zoo,
                                            new Random(trials.random().nextLong())),
                                    trials,
                                    recycles)
                            .run();
                }
            }
        }
    }

    /** Cleanups in a row with the store open all the time. */
    private static final class Batch {
        private final Installation tekton;
        private final Churn churn;
        private final Trials trials;
        private final Random random;
        private final boolean recycles;
        private Stirring stirring = new Stirring(() -> {}, 0, 0);

        Batch(Installation tekton, Churn churn, Trials trials, boolean recycles) {
            this.tekton = tekton;
            this.churn = churn;
            this.trials = trials;
            this.random = trials.random();
            this.recycles = recycles;
        }

        void run() {
            Installation.Cleanup cleanup = tekton.cleanup()
                    .set("grace", "100ms")
                    .set("max-terminations", "1000")
                    .confirmAfter(Duration.ofMillis(random.nextInt(30)))
                    .listener((phase, number, total) -> maybeRecycle(phase == Phase.CONFIRMING && number == 0))
                    .afterTermIntents(() -> maybeRecycle(true));
            if (random.nextBoolean()) {
                cleanup.withoutRereadPause();
            }
            cleanup.runMany(BATCH, this::before, this::after);
        }

        private void maybeRecycle(boolean moment) {
            if (moment && recycles && random.nextInt(3) == 0) {
                churn.recycle();
            }
        }

        private void before(int number) {
            // the first was begun outside
            if (number > 0) {
                trials.oneMore();
            }
            trials.also("processes", churn.populate(AT_ONCE));
            stirring = new Stirring(churn::stir, random.nextInt(30_000_000), 500_000L + random.nextInt(20_000_000));
            stirring.start();
        }

        private void after(Installation.Outcome outcome) {
            stirring.end();
            assertThat(outcome.run().outcome())
                    .as(trials.which() + ": " + outcome.run().message())
                    // one in its grace survives where the registry is torn when it is to be judged again
                    .isIn(RunOutcome.SUCCEEDED, RunOutcome.REFUSED, RunOutcome.FAILED);
            trials.also("cleanups that succeeded", outcome.run().outcome() == RunOutcome.SUCCEEDED ? 1 : 0);
            trials.also(
                    "orphans ended",
                    outcome.run().counts().terminated() + outcome.run().counts().killed());
            churn.check(outcome, trials.which());
            churn.clear();
            trials.kept();
        }
    }

    /** Does something again and again, beside a cleanup. */
    private static final class Stirring extends Thread {
        private final Runnable action;
        private final long first;
        private final long between;
        private volatile boolean over;
        private volatile RuntimeException failure;

        Stirring(Runnable action, long first, long between) {
            this.action = action;
            this.first = first;
            this.between = between;
        }

        @Override
        public void run() {
            try {
                for (long next = System.nanoTime() + first; !over; next += between) {
                    while (System.nanoTime() < next && !over) {
                        Thread.onSpinWait();
                    }
                    action.run();
                }
            } catch (RuntimeException e) {
                failure = e;
            }
        }

        void end() {
            over = true;
            try {
                join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (failure != null) {
                throw failure;
            }
        }
    }
}
