package io.tekton.sharedservices.schedule.due;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** A job that checks often, by the last check of this process. */
class DueAfterTickTest {
    private static final Instant CHECKED = Instant.parse("2026-11-26T12:00:00Z");
    private static final Schedule HALF_A_MINUTE = new Schedule.Every(Duration.ofSeconds(30));
    private static final Schedule HOURLY = new Schedule.Cron("0 0 * * * ?", ZoneOffset.UTC);

    private static ClockReading moment(Instant now, long uptimeSeconds) {
        return new ClockReading(now, "boot", Duration.ofSeconds(uptimeSeconds));
    }

    private static NextRun due(Schedule schedule, ClockReading last, ClockReading now) {
        return NextRun.afterTick(schedule, last, now);
    }

    @Test
    void isNowBeforeTheFirstCheck() {
        ClockReading now = moment(CHECKED, 100);

        assertThat(due(HALF_A_MINUTE, null, now)).isEqualTo(new NextRun(CHECKED, Trigger.SCHEDULE));
        assertThat(due(HALF_A_MINUTE, null, now).isNow(now)).isTrue();
    }

    @Test
    void isOneIntervalAfterTheLastCheck() {
        ClockReading now = moment(CHECKED.plusSeconds(10), 110);

        NextRun due = due(HALF_A_MINUTE, moment(CHECKED, 100), now);

        assertThat(due).isEqualTo(new NextRun(CHECKED.plusSeconds(30), Trigger.SCHEDULE));
        assertThat(due.isNow(now)).isFalse();
    }

    @Test
    void countsByTheTimeSinceBootWhateverTheClockWasSetTo() {
        ClockReading setForward = moment(CHECKED.plusSeconds(90_000), 110);
        ClockReading setBack = moment(CHECKED.minusSeconds(90_000), 110);

        assertThat(due(HALF_A_MINUTE, moment(CHECKED, 100), setForward).at()).isEqualTo(CHECKED.plusSeconds(90_020));
        assertThat(due(HALF_A_MINUTE, moment(CHECKED, 100), setBack).at()).isEqualTo(CHECKED.minusSeconds(89_980));
    }

    @Test
    void usesTheWallClockWhereTheHostReportsNoTimeSinceBoot() {
        assertThat(due(HALF_A_MINUTE, moment(CHECKED, 0), moment(CHECKED.plusSeconds(10), 0))
                        .at())
                .isEqualTo(CHECKED.plusSeconds(30));
        assertThat(due(HALF_A_MINUTE, moment(CHECKED, 0), moment(CHECKED.minusSeconds(10), 0))
                        .at())
                .as("a check that seems to be in the future is treated as now")
                .isEqualTo(CHECKED.plusSeconds(20));
    }

    @Test
    void isNowWhenItIsLate() {
        ClockReading now = moment(CHECKED.plusSeconds(31), 131);

        assertThat(due(HALF_A_MINUTE, moment(CHECKED, 100), now).at()).isEqualTo(now.now());
        assertThat(due(HALF_A_MINUTE, moment(CHECKED, 100), moment(CHECKED.plusSeconds(30), 130))
                        .at())
                .isEqualTo(CHECKED.plusSeconds(30));
    }

    @Test
    void isTheNextFiringOfACronExpression() {
        assertThat(due(HOURLY, moment(CHECKED, 100), moment(CHECKED.plusSeconds(60), 160))
                        .at())
                .isEqualTo(CHECKED.plusSeconds(3_600));
        assertThat(due(HOURLY, moment(CHECKED.minusSeconds(1), 99), moment(CHECKED.minusSeconds(1), 99))
                        .at())
                .isEqualTo(CHECKED);
    }
}
