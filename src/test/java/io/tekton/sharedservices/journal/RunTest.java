package io.tekton.sharedservices.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.text.HostZone;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunTest {
    private static final Instant START = Instant.parse("2026-11-26T06:00:00Z");

    private static Run begun(Instant at) {
        return new Run(
                "run-1",
                "orphan-cleanup",
                "host",
                "boot",
                1,
                Trigger.SCHEDULE,
                "a test",
                false,
                at,
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
    }

    @Test
    void startedLastWhenItWasRepeatedLast() {
        Run once = begun(START);
        Run twice = once.repeatedBy(begun(START.plusSeconds(3_600)));

        assertThat(once.lastStartedAt()).isEqualTo(START);
        assertThat(twice.lastStartedAt()).isEqualTo(START.plusSeconds(3_600));
        assertThat(twice.startedAt()).isEqualTo(START);
        assertThat(twice.repeats()).isEqualTo(1);
    }

    /** Short enough to type, and without the letters and digits that people mistake for each other. */
    @Test
    void isNamedByItsStartAndSixCharacters() {
        RunIds ids = new RunIds(HostZone.of(ZoneOffset.UTC));

        for (int i = 0; i < 200; i++) {
            assertThat(ids.next(START)).matches("20261126-060000-[a-km-np-z2-9]{6}");
        }
        assertThat(ids.next(START)).isNotEqualTo(ids.next(START));
    }

    @Test
    void aSparedProcessHasNoResult() {
        assertThat(verdict(Decision.ORPHAN, TerminationResult.TERMINATED).result())
                .isEqualTo(TerminationResult.TERMINATED);
        assertThat(verdict(Decision.ORPHAN, null).result()).isNull();
        assertThat(verdict(Decision.SPARED, null).result()).isNull();
        assertThatThrownBy(() -> verdict(Decision.SPARED, TerminationResult.TERMINATED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("was spared");
    }

    private static RecordedVerdict verdict(Decision decision, @Nullable TerminationResult result) {
        return new RecordedVerdict(
                new ProcessIdentity("boot", 7, 7),
                START,
                1,
                "op",
                null,
                "tool",
                "1 systemd",
                60,
                "rule",
                decision,
                "too-young",
                "it is young",
                result,
                null);
    }

    /** As in signal(7); a mistake here would send another signal. */
    @Test
    void signalsHaveTheNumbersOfTheKernel() {
        assertThat(TerminationSignal.TERM.number()).isEqualTo(15);
        assertThat(TerminationSignal.KILL.number()).isEqualTo(9);
    }
}
