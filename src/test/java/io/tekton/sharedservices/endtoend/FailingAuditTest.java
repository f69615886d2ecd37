package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.cleanup.CleanupListener.Phase.TERMINATING;
import static io.tekton.sharedservices.cleanup.CleanupListener.Phase.WAITING;
import static io.tekton.sharedservices.endtoend.AuditSpy.Write.APPEND;
import static io.tekton.sharedservices.endtoend.AuditSpy.Write.BEGIN;
import static io.tekton.sharedservices.endtoend.AuditSpy.Write.DECIDE;
import static io.tekton.sharedservices.endtoend.AuditSpy.Write.FINISH;
import static io.tekton.sharedservices.endtoend.AuditSpy.Write.KILL_INTENTS;
import static io.tekton.sharedservices.endtoend.Installation.lives;
import static io.tekton.sharedservices.journal.TerminationResult.NOT_SIGNALLED;
import static io.tekton.sharedservices.journal.TerminationResult.SURVIVED;
import static io.tekton.sharedservices.journal.TerminationResult.TERMINATED;
import static io.tekton.sharedservices.journal.TerminationSignal.TERM;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * No signal without a durable intent, no further signal after a write that failed, and nothing lost that can still be
 * written.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "real processes of any argv need /proc")
class FailingAuditTest {
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
    void beginsNoRunThatCannotBePutOnRecord() {
        int orphan = zoo.child(tekton.argv(), Map.of());

        Installation.Outcome outcome = failing(BEGIN);

        assertThat(lives(orphan)).isTrue();
        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.REFUSED);
        assertThat(outcome.run().reason()).isEqualTo("store-unwritable");
        assertThat(outcome.run().message()).contains("nothing was signalled");
        assertThat(outcome.report().recorded()).isFalse();
        assertThat(outcome.events()).isEmpty();
    }

    @Test
    void signalsNothingWhereTheIntentsCannotBeWritten() {
        int orphan = zoo.child(tekton.argv(), Map.of());

        Installation.Outcome outcome = failing(DECIDE);

        assertThat(lives(orphan)).isTrue();
        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.REFUSED);
        assertThat(outcome.run().reason()).isEqualTo("store-unwritable");
        assertThat(outcome.run().message()).contains("nothing was signalled");
        assertThat(outcome.result(orphan)).isEqualTo(NOT_SIGNALLED);
        assertThat(outcome.report().recorded()).isFalse();
        assertThat(outcome.terminations()).isEmpty();
    }

    @Test
    void writesTheVerdictsAfterAllWhereThatIsPossibleAgain() {
        int orphan = zoo.child(tekton.argv(), Map.of());

        Installation.Outcome outcome = tekton.cleanup()
                .audit(log -> new AuditSpy(log).failingOnce(DECIDE))
                .run();

        assertThat(lives(orphan)).isTrue();
        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.REFUSED);
        assertThat(outcome.report().recorded()).isTrue();
        assertThat(outcome.verdicts())
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.result()).isEqualTo(NOT_SIGNALLED));
        assertThat(outcome.terminations()).isEmpty();
    }

    @Test
    void recordsTheVerdictsOfADryRunAfterAll() {
        zoo.child(tekton.argv(), Map.of());

        Installation.Outcome outcome = tekton.cleanup()
                .dry()
                .audit(log -> new AuditSpy(log).failingOnce(DECIDE))
                .run();

        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.REFUSED);
        assertThat(outcome.verdicts()).hasSize(1);
    }

    @Test
    void signalsNothingMoreAfterAnEventThatCouldNotBeWrittenButWatchesTheGraceToItsEnd() {
        int stubborn = zoo.stubborn(tekton.argv("stubborn"), Map.of());
        try (Worker slow = Worker.start(tekton, "(time.sleep(0.3), os._exit(0))")) {
            Installation.Outcome outcome = tekton.cleanup()
                    .set("grace", "2s")
                    .audit(log -> new AuditSpy(log).failing(APPEND))
                    .run();

            assertThat(lives(stubborn)).isTrue();
            assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.FAILED);
            assertThat(outcome.run().reason()).isEqualTo("store-unwritable");
            assertThat(outcome.run().message()).contains("nothing more was signalled");
            assertThat(outcome.result(stubborn)).isEqualTo(SURVIVED);
            assertThat(outcome.result(slow.pid())).isEqualTo(TERMINATED);
            assertThat(outcome.report().recorded()).isFalse();
            // the intents are on record all the same, for the next start to settle
            assertThat(outcome.terminations()).hasSize(2).allMatch(termination -> termination.finishedAt() == null);
        }
    }

    @Test
    void losesNoEventOfAWriteThatFailedOnce() {
        int stubborn = zoo.stubborn(tekton.argv("stubborn"), Map.of());
        int prompt = zoo.child(tekton.argv("prompt"), Map.of());

        Installation.Outcome outcome = tekton.cleanup()
                .set("grace", "300ms")
                .audit(log -> new AuditSpy(log).failingOnce(APPEND))
                .run();

        assertThat(lives(stubborn)).isTrue();
        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(outcome.run().reason()).isEqualTo("store-unwritable");
        assertThat(outcome.report().recorded()).isTrue();
        assertThat(outcome.story(stubborn)).containsExactly("INTENDED", "SIGNALLED", "ENDED");
        assertThat(outcome.story(prompt)).containsExactly("INTENDED", "SIGNALLED", "ENDED");
        assertThat(outcome.termination(prompt).signals()).containsExactly(TERM);
        assertThat(outcome.verdicts()).isEqualTo(outcome.report().verdicts());
    }

    @Test
    void doesNotKillWhereTheIntentToKillCannotBeWritten() {
        int stubborn = zoo.stubborn(tekton.argv(), Map.of());

        Installation.Outcome outcome = failing(KILL_INTENTS);

        assertThat(lives(stubborn)).isTrue();
        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(outcome.run().reason()).isEqualTo("store-unwritable");
        assertThat(outcome.termination(stubborn).signals()).containsExactly(TERM);
        assertThat(outcome.termination(stubborn).verdict().result()).isEqualTo(SURVIVED);
        assertThat(outcome.report().recorded()).isTrue();
    }

    @Test
    void saysWhereItsEndIsNotOnRecord() {
        int orphan = zoo.child(tekton.argv(), Map.of());

        Installation.Outcome outcome = failing(FINISH);

        assertThat(lives(orphan)).isFalse();
        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(outcome.run().reason()).isEqualTo("store-unwritable");
        assertThat(outcome.report().recorded()).isFalse();
        assertThat(outcome.termination(orphan).verdict().result()).isEqualTo(TERMINATED);
    }

    @Test
    void writesAnEndThatCouldNotBeWrittenBeforeTheNextRunBegins() {
        int orphan = zoo.child(tekton.argv(), Map.of());
        List<Installation.Outcome> outcomes = new ArrayList<>();

        tekton.cleanup()
                .set("grace", "300ms")
                .audit(log -> new AuditSpy(log).failingOnce(FINISH))
                .runMany(2, number -> {}, outcomes::add);

        String first = outcomes.get(0).run().id();
        assertThat(outcomes.get(0).report().recorded()).isFalse();
        try (Store store = Store.open(
                new StoreSettings(tekton.stateFolder, StoreSettings.PATIENCE_OF_A_COMMAND, "test"),
                Clock.systemUTC())) {
            assertThat(store.auditReader().run(first)).hasValueSatisfying(run -> {
                assertThat(run.outcome()).isEqualTo(RunOutcome.FAILED);
                assertThat(run.reason()).isEqualTo("store-unwritable");
                assertThat(run.message()).contains("no room for FINISH");
                assertThat(run.counts().terminated()).isEqualTo(1);
            });
            assertThat(store.auditReader().verifyChain()).isInstanceOf(ChainCheck.Intact.class);
        }
        assertThat(lives(orphan)).isFalse();
        assertThat(outcomes.get(1).run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
    }

    @Test
    void losesNoEventOfARoundThatBreaksOffInTheMiddle() {
        // they are ended in the order of their pids, which begin anew some day
        int one = zoo.child(tekton.argv("1"), Map.of());
        int other = zoo.child(tekton.argv("2"), Map.of());
        int first = Math.min(one, other);
        int second = Math.max(one, other);

        Installation.Outcome outcome = tekton.cleanup()
                .at(TERMINATING, () -> {
                    throw new IllegalStateException("the listener broke");
                })
                .run();

        assertThat(lives(first)).isFalse();
        assertThat(lives(second)).isTrue();
        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(outcome.run().reason()).isEqualTo("internal-error");
        assertThat(outcome.story(first)).containsExactly("INTENDED", "SIGNALLED", "ENDED");
        assertThat(outcome.termination(first).signals()).containsExactly(TERM);
        assertThat(outcome.result(first)).isEqualTo(TERMINATED);
        assertThat(outcome.result(second)).isEqualTo(NOT_SIGNALLED);
        assertThat(outcome.story(second)).containsExactly("INTENDED", "ENDED");
        assertThat(outcome.run().counts().terminated()).isEqualTo(1);
    }

    @Test
    void recordsASparedOneOfARoundThatBreaksOff() {
        int changeling = zoo.execsInto(tekton.argv("1"), Map.of(), List.of("vim"));
        zoo.child(tekton.argv("2"), Map.of());

        Installation.Outcome outcome = tekton.cleanup()
                .afterTermIntents(() -> zoo.change(changeling))
                .at(TERMINATING, () -> {
                    throw new IllegalStateException("the listener broke");
                })
                .run();

        assertThat(outcome.terminations()).hasSize(2).allMatch(termination -> termination.finishedAt() != null);
        assertThat(outcome.verdicts()).isEqualTo(outcome.report().verdicts());
    }

    @Test
    void watchesToTheEndWhatABrokenOffRunHasSignalled() {
        int orphan = zoo.child(tekton.argv(), Map.of());

        Installation.Outcome outcome = tekton.cleanup()
                .at(WAITING, () -> {
                    throw new IllegalStateException("the listener broke");
                })
                .run();

        assertThat(lives(orphan)).isFalse();
        assertThat(outcome.result(orphan)).isEqualTo(TERMINATED);
        assertThat(outcome.run().counts().terminated()).isEqualTo(1);
    }

    private Installation.Outcome failing(AuditSpy.Write write) {
        return tekton.cleanup()
                .set("grace", "300ms")
                .audit(log -> new AuditSpy(log).failing(write))
                .run();
    }
}
