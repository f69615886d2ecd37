package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.endtoend.Installation.lives;
import static io.tekton.sharedservices.journal.TerminationResult.GONE;
import static io.tekton.sharedservices.journal.TerminationResult.SPARED_ON_RECHECK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.testing.Alone;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A pid that goes to another process in the middle of a cleanup: the newcomer lives, every time. */
@Alone
@Tag(Rounds.LONG_FORM)
@EnabledOnOs(value = OS.LINUX, disabledReason = "real processes of any argv need /proc")
class PidReuseIT {
    @TempDir
    Path temp;

    private Installation tekton;
    private SampleProcesses zoo;

    @BeforeEach
    void open() {
        assumeThat(Files.isWritable(Path.of("/proc/sys/kernel/ns_last_pid")) && Installation.isRoot())
                .as("only root can choose the next pid (/proc/sys/kernel/ns_last_pid)")
                .isTrue();
        tekton = new Installation(temp);
        zoo = new SampleProcesses();
    }

    @AfterEach
    void close() {
        if (zoo != null) {
            zoo.close();
        }
    }

    /** The newcomer has the very command line of its predecessor, so that nothing but its identity tells them apart. */
    @ParameterizedTest
    @MethodSource("rounds")
    void sparesTheNewcomerThatHasThePidOfAnOrphanThatIsHeld(int round) {
        int victim = zoo.child(tekton.argv(), Map.of());

        Installation.Outcome outcome =
                tekton.cleanup().afterTermIntents(() -> replace(victim)).run();

        assertThat(lives(victim)).isTrue();
        assertThat(outcome.result(victim)).isIn(GONE, SPARED_ON_RECHECK);
        assertThat(outcome.termination(victim).signals()).isEmpty();
    }

    @Test
    void sparesTheNewcomerBetweenTheJudgements() {
        int victim = zoo.child(tekton.argv(), Map.of());

        Installation.Outcome outcome = tekton.cleanup()
                .at(CleanupListener.Phase.CONFIRMING, () -> replace(victim))
                .run();

        assertThat(lives(victim)).isTrue();
        assertThat(outcome.terminations()).isEmpty();
        assertThat(outcome.run().counts().terminated()).isZero();
    }

    @Test
    void doesNotKillTheNewcomerOfOneThatDiedInItsGrace() {
        int victim = zoo.stubborn(tekton.argv(), Map.of());

        Installation.Outcome outcome = tekton.cleanup()
                .set("grace", "0s")
                .afterKillIntents(() -> replace(victim))
                .run();

        assertThat(lives(victim)).isTrue();
        assertThat(outcome.run().counts().killed()).isZero();
    }

    static IntStream rounds() {
        return IntStream.rangeClosed(1, Rounds.of(10, 50));
    }

    private void replace(int pid) {
        zoo.end(pid);
        zoo.newcomer(pid, tekton.argv(), Map.of());
    }
}
