package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.cleanup.CleanupListener.Phase.CONFIRMING;
import static io.tekton.sharedservices.cleanup.CleanupListener.Phase.WAITING;
import static io.tekton.sharedservices.endtoend.Installation.commandLine;
import static io.tekton.sharedservices.endtoend.Installation.lives;
import static io.tekton.sharedservices.journal.TerminationResult.GONE;
import static io.tekton.sharedservices.journal.TerminationResult.NOT_SIGNALLED;
import static io.tekton.sharedservices.journal.TerminationResult.SPARED_ON_RECHECK;
import static io.tekton.sharedservices.journal.TerminationResult.SURVIVED;
import static io.tekton.sharedservices.journal.TerminationResult.TERMINATED;
import static io.tekton.sharedservices.journal.TerminationSignal.TERM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.posix.PythonChild;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The world does not stand still between a judgement and a signal. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "real processes of any argv need /proc")
class ChangesUnderwayIT {
    @TempDir
    Path temp;

    private Installation tekton;
    private SampleProcesses zoo;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void open() {
        tekton = new Installation(temp);
        zoo = new SampleProcesses();
    }

    @AfterEach
    void close() throws Exception {
        zoo.close();
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    @Test
    void sparesWhatExecsBetweenTheTwoJudgements() {
        int changeling = zoo.execsInto(tekton.argv("before"), Map.of(), tekton.argv("after"));

        Installation.Outcome outcome =
                tekton.cleanup().at(CONFIRMING, () -> zoo.change(changeling)).run();

        assertThat(lives(changeling)).isTrue();
        assertThat(outcome.verdict(changeling).rule()).isEqualTo("unconfirmed");
        assertThat(outcome.terminations()).isEmpty();
    }

    @Test
    void sparesWhatIsNoCiAnyMoreAtTheSecondJudgement() {
        int changeling = zoo.execsInto(tekton.argv(), Map.of(), List.of("vim", "notes"));

        Installation.Outcome outcome =
                tekton.cleanup().at(CONFIRMING, () -> zoo.change(changeling)).run();

        assertThat(lives(changeling)).isTrue();
        assertThat(outcome.verdict(changeling).rule()).isEqualTo("unconfirmed");
    }

    @Test
    void sparesWhatExecsBetweenItsIntentAndItsSigterm() {
        int changeling = zoo.execsInto(tekton.argv(), Map.of(), List.of("vim", "notes"));
        int orphan = zoo.child(tekton.argv("other"), Map.of());

        Installation.Outcome outcome =
                tekton.cleanup().afterTermIntents(() -> zoo.change(changeling)).run();

        assertThat(lives(changeling)).isTrue();
        assertThat(commandLine(changeling)).isEqualTo("vim\0notes\0");
        assertThat(outcome.result(changeling)).isEqualTo(SPARED_ON_RECHECK);
        assertThat(outcome.termination(changeling).signals()).isEmpty();
        assertThat(outcome.termination(changeling).detail()).contains("another command line");
        assertThat(outcome.story(changeling)).containsExactly("INTENDED", "ENDED");
        assertThat(outcome.result(orphan)).isEqualTo(TERMINATED);
        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(outcome.run().counts().terminated()).isEqualTo(1);
    }

    @Test
    void doesNotKillWhatExecsAtItsSigterm() {
        Worker worker = Worker.start(tekton, "os.execv('/bin/sleep', ['sleep', '600'])");
        open.add(worker);

        Installation.Outcome outcome = tekton.cleanup()
                .set("grace", "100ms")
                .at(WAITING, () -> {
                    worker.awaitSigterm();
                    await(() -> commandLine(worker.pid()).startsWith("sleep"));
                })
                .run();

        assertThat(lives(worker.pid())).isTrue();
        assertThat(outcome.result(worker.pid())).isEqualTo(SPARED_ON_RECHECK);
        assertThat(outcome.termination(worker.pid()).signals()).containsExactly(TERM);
        assertThat(outcome.run().counts().killed()).isZero();
    }

    @Test
    void reportsOneThatEndsByItselfBetweenTheJudgementsAsGone() {
        int orphan = zoo.child(tekton.argv(), Map.of());

        Installation.Outcome outcome =
                tekton.cleanup().at(CONFIRMING, () -> zoo.end(orphan)).run();

        assertThat(outcome.result(orphan)).isEqualTo(GONE);
        assertThat(outcome.verdicts()).isEqualTo(outcome.report().verdicts());
        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
    }

    @Test
    void reportsOneThatEndsByItselfBeforeItsSignalAsGone() {
        int orphan = zoo.child(tekton.argv(), Map.of());

        Installation.Outcome outcome =
                tekton.cleanup().afterTermIntents(() -> zoo.end(orphan)).run();

        assertThat(outcome.result(orphan)).isEqualTo(GONE);
        assertThat(outcome.termination(orphan).signals()).isEmpty();
        assertThat(outcome.termination(orphan).verdict().waitMillis()).isNull();
        assertThat(outcome.run().counts().terminated()).isZero();
    }

    @Test
    void sparesOneThatRegistersBetweenTheTwoJudgements() {
        int orphan = zoo.child(tekton.argv(), Map.of());

        Installation.Outcome outcome =
                tekton.cleanup().at(CONFIRMING, () -> tekton.register(orphan)).run();

        assertThat(lives(orphan)).isTrue();
        assertThat(outcome.verdict(orphan).rule()).isEqualTo("registered");
        assertThat(outcome.run().counts().orphans()).isZero();
        assertThat(outcome.terminations()).isEmpty();
    }

    @Test
    void sparesOneThatAppearsBetweenTheTwoJudgements() {
        int orphan = zoo.child(tekton.argv("first"), Map.of());
        int[] late = new int[1];

        Installation.Outcome outcome = tekton.cleanup()
                .at(CONFIRMING, () -> late[0] = zoo.child(tekton.argv("second"), Map.of()))
                .run();

        assertThat(outcome.result(orphan)).isEqualTo(TERMINATED);
        assertThat(lives(late[0])).isTrue();
        assertThat(outcome.verdict(late[0]).rule()).isEqualTo("unconfirmed");
    }

    @Test
    void sparesOneThatRegistersBetweenItsIntentAndItsSigterm() {
        int orphan = zoo.child(tekton.argv(), Map.of());

        Installation.Outcome outcome =
                tekton.cleanup().afterTermIntents(() -> tekton.register(orphan)).run();

        assertThat(lives(orphan)).isTrue();
        assertThat(outcome.result(orphan)).isEqualTo(SPARED_ON_RECHECK);
        assertThat(outcome.termination(orphan).signals()).isEmpty();
        assertThat(outcome.termination(orphan).detail()).contains("registered");
    }

    @Test
    void doesNotKillOneThatRegistersDuringItsGrace() {
        int stubborn = zoo.stubborn(tekton.argv(), Map.of());

        Installation.Outcome outcome = tekton.cleanup()
                .set("grace", "100ms")
                .at(WAITING, () -> tekton.register(stubborn))
                .run();

        assertThat(lives(stubborn)).isTrue();
        assertThat(outcome.result(stubborn)).isEqualTo(SPARED_ON_RECHECK);
        assertThat(outcome.termination(stubborn).signals()).containsExactly(TERM);
    }

    @Test
    void doesNotKillOneThatRegistersAfterTheIntentToKillIt() {
        int stubborn = zoo.stubborn(tekton.argv(), Map.of());

        Installation.Outcome outcome = tekton.cleanup()
                .set("grace", "0s")
                .afterKillIntents(() -> tekton.register(stubborn))
                .run();

        assertThat(lives(stubborn)).isTrue();
        assertThat(outcome.result(stubborn)).isEqualTo(SPARED_ON_RECHECK);
        assertThat(outcome.story(stubborn)).containsExactly("INTENDED", "SIGNALLED", "INTENDED", "ENDED");
    }

    @ParameterizedTest
    @EnumSource
    void refusesTheRunWhereTheRegistryIsBrokenAtItsBeginning(Fault fault) {
        int orphan = zoo.child(tekton.argv(), Map.of());
        tekton.cleanup().dry().run();
        cause(fault);

        Installation.Outcome outcome = tekton.cleanup().run();

        assertThat(lives(orphan)).isTrue();
        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.REFUSED);
        assertThat(outcome.run().reason()).isEqualTo(fault.reason);
        assertThat(outcome.terminations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void refusesTheRunWhereTheRegistryBreaksBetweenTheJudgements(Fault fault) {
        int orphan = zoo.child(tekton.argv(), Map.of());

        Installation.Outcome outcome =
                tekton.cleanup().at(CONFIRMING, () -> cause(fault)).run();

        assertThat(lives(orphan)).isTrue();
        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.REFUSED);
        assertThat(outcome.run().reason()).isEqualTo(fault.reason);
        assertThat(outcome.terminations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void signalsNothingWhereTheRegistryBreaksAfterTheIntents(Fault fault) {
        int orphan = zoo.child(tekton.argv(), Map.of());

        Installation.Outcome outcome =
                tekton.cleanup().afterTermIntents(() -> cause(fault)).run();

        assertThat(lives(orphan)).isTrue();
        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.REFUSED);
        assertThat(outcome.run().reason()).isEqualTo(fault.reason);
        assertThat(outcome.result(orphan)).isEqualTo(NOT_SIGNALLED);
        assertThat(outcome.termination(orphan).signals()).isEmpty();
        assertThat(outcome.termination(orphan).verdict().result()).isEqualTo(NOT_SIGNALLED);
        assertThat(outcome.story(orphan)).containsExactly("INTENDED", "ENDED");
    }

    @ParameterizedTest
    @EnumSource
    void doesNotKillWhereTheRegistryBreaksDuringTheGrace(Fault fault) {
        int stubborn = zoo.stubborn(tekton.argv("stubborn"), Map.of());
        int prompt = zoo.child(tekton.argv("prompt"), Map.of());

        Installation.Outcome outcome = tekton.cleanup()
                .set("grace", "300ms")
                .at(WAITING, () -> cause(fault))
                .run();

        assertThat(lives(stubborn)).isTrue();
        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(outcome.run().counts().failed()).isEqualTo(1);
        assertThat(outcome.result(stubborn)).isEqualTo(SURVIVED);
        assertThat(outcome.termination(stubborn).signals()).containsExactly(TERM);
        assertThat(outcome.termination(stubborn).detail()).startsWith("no SIGKILL was sent: ");
        assertThat(outcome.result(prompt)).isEqualTo(TERMINATED);
    }

    @ParameterizedTest
    @EnumSource
    void doesNotKillWhereTheRegistryBreaksAfterTheIntentToKill(Fault fault) {
        int stubborn = zoo.stubborn(tekton.argv(), Map.of());

        Installation.Outcome outcome = tekton.cleanup()
                .set("grace", "0s")
                .afterKillIntents(() -> cause(fault))
                .run();

        assertThat(lives(stubborn)).isTrue();
        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(outcome.result(stubborn)).isEqualTo(SURVIVED);
        assertThat(outcome.termination(stubborn).signals()).containsExactly(TERM);
    }

    /** What can befall a registry. */
    enum Fault {
        TORN("registry-unreadable"),
        EMPTY("registry-unreadable"),
        LOCKED("registry-locked"),
        MISSING("registry-missing");

        private final String reason;

        Fault(String reason) {
            this.reason = reason;
        }
    }

    private void cause(Fault fault) {
        try {
            switch (fault) {
                case TORN -> Files.writeString(tekton.registry, "{\"apollo-ai\": {\"port\": 450");
                case EMPTY -> Files.writeString(tekton.registry, "");
                case LOCKED -> open.add(PythonChild.holding(tekton.lock));
                case MISSING -> Files.delete(tekton.registry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(java.util.function.BooleanSupplier holds) {
        assertTimeoutPreemptively(Duration.ofMinutes(4), () -> {
            while (!holds.getAsBoolean()) {
                Thread.onSpinWait();
            }
        });
    }
}
