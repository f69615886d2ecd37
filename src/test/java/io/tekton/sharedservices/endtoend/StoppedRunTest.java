package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.cleanup.CleanupListener.Phase.CONFIRMING;
import static io.tekton.sharedservices.cleanup.CleanupListener.Phase.WAITING;
import static io.tekton.sharedservices.endtoend.Installation.lives;
import static io.tekton.sharedservices.journal.TerminationResult.NOT_SIGNALLED;
import static io.tekton.sharedservices.journal.TerminationResult.SURVIVED;
import static io.tekton.sharedservices.journal.TerminationResult.TERMINATED;
import static io.tekton.sharedservices.journal.TerminationSignal.TERM;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** From the moment of a stop there is no further signal; what had one is watched and recorded as it is. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "real processes of any argv need /proc")
class StoppedRunTest {
    @TempDir
    Path temp;

    private Installation tekton;
    private SampleProcesses zoo;

    @BeforeEach
    void open() {
        tekton = new Installation(temp);
        zoo = new SampleProcesses();
    }

    @AfterEach
    void close() {
        zoo.close();
    }

    @Test
    void signalsNothingWhereItIsStoppedBetweenTheJudgements() {
        int orphan = zoo.child(tekton.argv(), Map.of());
        Installation.Cleanup cleanup = tekton.cleanup().confirmAfter(Duration.ofMinutes(10));

        Installation.Outcome outcome =
                cleanup.at(CONFIRMING, () -> cleanup.stop().raise()).run();

        assertThat(lives(orphan)).isTrue();
        assertStopped(outcome);
        assertThat(outcome.result(orphan)).isEqualTo(NOT_SIGNALLED);
        assertThat(outcome.verdicts()).isEqualTo(outcome.report().verdicts());
        assertThat(outcome.terminations()).isEmpty();
    }

    @Test
    void signalsNothingWhereItIsStoppedAfterTheIntents() {
        int orphan = zoo.child(tekton.argv(), Map.of());
        Installation.Cleanup cleanup = tekton.cleanup();

        Installation.Outcome outcome =
                cleanup.afterTermIntents(() -> cleanup.stop().raise()).run();

        assertThat(lives(orphan)).isTrue();
        assertStopped(outcome);
        assertThat(outcome.result(orphan)).isEqualTo(NOT_SIGNALLED);
        assertThat(outcome.story(orphan)).containsExactly("INTENDED", "ENDED");
    }

    @Test
    void watchesToTheEndOfTheGraceWhatHadItsSigtermAndKillsNothing() {
        int stubborn = zoo.stubborn(tekton.argv("stubborn"), Map.of());
        try (Worker slow = Worker.start(tekton, "(time.sleep(0.3), os._exit(0))")) {
            Installation.Cleanup cleanup = tekton.cleanup().set("grace", "2s");

            Installation.Outcome outcome =
                    cleanup.at(WAITING, () -> cleanup.stop().raise()).run();

            assertThat(lives(stubborn)).isTrue();
            assertThat(lives(slow.pid())).isFalse();
            assertStopped(outcome);
            assertThat(outcome.result(stubborn)).isEqualTo(SURVIVED);
            assertThat(outcome.result(slow.pid())).isEqualTo(TERMINATED);
            assertThat(outcome.termination(stubborn).signals()).containsExactly(TERM);
            assertThat(outcome.run().counts().terminated()).isEqualTo(1);
            assertThat(outcome.run().counts().failed()).isEqualTo(1);
        }
    }

    @Test
    void isFailedAlsoWhereAllEndedInTheirGrace() {
        int orphan = zoo.child(tekton.argv(), Map.of());
        Installation.Cleanup cleanup = tekton.cleanup();

        Installation.Outcome outcome =
                cleanup.at(WAITING, () -> cleanup.stop().raise()).run();

        assertStopped(outcome);
        assertThat(outcome.result(orphan)).isEqualTo(TERMINATED);
        assertThat(outcome.run().counts().failed()).isZero();
    }

    @Test
    void doesNotKillWhereItIsStoppedAfterTheIntentToKill() {
        int stubborn = zoo.stubborn(tekton.argv(), Map.of());
        Installation.Cleanup cleanup = tekton.cleanup().set("grace", "0s");

        Installation.Outcome outcome =
                cleanup.afterKillIntents(() -> cleanup.stop().raise()).run();

        assertThat(lives(stubborn)).isTrue();
        assertStopped(outcome);
        assertThat(outcome.result(stubborn)).isEqualTo(SURVIVED);
        assertThat(outcome.termination(stubborn).signals()).containsExactly(TERM);
    }

    private static void assertStopped(Installation.Outcome outcome) {
        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(outcome.run().reason()).isEqualTo("stopped");
    }
}
