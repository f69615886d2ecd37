package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.endtoend.Installation.lives;
import static io.tekton.sharedservices.journal.TerminationResult.SPARED_ON_RECHECK;
import static io.tekton.sharedservices.journal.TerminationResult.TERMINATED;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.testing.SampleProcesses;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The last judgement of a process takes several readings, and the world changes between them. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "real processes of any argv need /proc")
class LastJudgementTest {
    @TempDir
    Path temp;

    @Test
    void sparesWhatExecsInItsMiddle() {
        Installation tekton = new Installation(temp);
        try (SampleProcesses zoo = new SampleProcesses()) {
            int changeling = zoo.execsInto(tekton.argv(), Map.of(), List.of("vim", "notes"));

            Installation.Outcome outcome = tekton.cleanup()
                    .afterIntentsAndReadings(() -> zoo.change(changeling), "read " + changeling)
                    .run();

            assertThat(lives(changeling)).isTrue();
            assertThat(outcome.result(changeling)).isEqualTo(SPARED_ON_RECHECK);
            assertThat(outcome.termination(changeling).detail()).contains("another command line");
            assertThat(outcome.termination(changeling).signals()).isEmpty();
        }
    }

    @Test
    void isMadeAnewWhereWhatIsAboveItEndsInItsMiddle() throws Exception {
        Installation tekton = new Installation(temp);
        try (Generations three = Generations.start(tekton)) {
            cleanup(tekton).run();
            end(three.root());

            Installation.Outcome outcome = cleanup(tekton)
                    .afterIntentsAndReadings(
                            () -> end(three.middle()), "read " + three.last(), "node " + three.middle())
                    .run();

            assertThat(outcome.verdict(three.last()).rule()).isEqualTo("owner-ended");
            assertThat(outcome.result(three.last()))
                    .as(outcome.termination(three.last()).detail())
                    .isEqualTo(TERMINATED);
        }
    }

    private static Installation.Cleanup cleanup(Installation tekton) {
        return tekton.cleanup()
                .set("owner.host", "script=" + tekton.script + " argument=--root")
                .set("match.own", "script=" + tekton.script + " argument=--last owner=host");
    }

    private static void end(int pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }
}
