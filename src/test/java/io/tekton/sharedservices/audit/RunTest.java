package io.tekton.sharedservices.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RunTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static Run run(String boot, long bootMillis, Instant startedAt) {
        return new Run(
                "id",
                "a-job",
                "host",
                boot,
                bootMillis,
                Trigger.MANUAL,
                "op",
                false,
                startedAt,
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
    }

    @Test
    void beganLaterByTheTimeSinceBootThoughTheClockWasSetBack() {
        Run first = run("boot", 1_000, NOON);
        Run second = run("boot", 2_000, NOON.minusSeconds(86_400));

        assertThat(second.beganAfter(first)).isTrue();
        assertThat(first.beganAfter(second)).isFalse();
    }

    @Test
    void beganLaterByTheWallClockWhereTheBootsDifferOrTheHostCannotTell() {
        assertThat(run("next", 1, NOON.plusSeconds(1)).beganAfter(run("boot", 9_000, NOON)))
                .isTrue();
        assertThat(run("boot", -1, NOON.plusSeconds(1)).beganAfter(run("boot", -1, NOON)))
                .isTrue();
        assertThat(run("boot", -1, NOON).beganAfter(run("boot", -1, NOON))).isFalse();
    }
}
