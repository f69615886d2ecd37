package io.tekton.sharedservices.schedule.due;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** A job that checks often, by the last check of this process. */
class DueAfterTickTest {
    private static final Instant LOOKED = Instant.parse("2026-11-26T12:00:00Z");
    private static final Schedule HALF_A_MINUTE = new Schedule.Every(Duration.ofSeconds(30));
    private static final Schedule HOURLY = new Schedule.Cron("0 0 * * * ?", ZoneOffset.UTC);

    private static ClockReading moment(Instant now, long uptimeSeconds) {
        return new ClockReading(now, "boot", Duration.ofSeconds(uptimeSeconds));
    }

    private static NextRun due(Schedule schedule, ClockReading last, ClockReading now) {
        return NextRun.afterTick(schedule, last, now);
    }

    @Test
    void isNowBeforeTheFirstLook() {
        ClockReading now = moment(LOOKED, 100);

        assertThat(due(HALF_A_MINUTE, null, now)).isEqualTo(new NextRun(LOOKED, Trigger.SCHEDULE));
        assertThat(due(HALF_A_MINUTE, null, now).isNow(now)).isTrue();
    }

    @Test
    void isOneIntervalAfterTheLastLook() {
        ClockReading now = moment(LOOKED.plusSeconds(10), 110);

        NextRun due = due(HALF_A_MINUTE, moment(LOOKED, 100), now);

        assertThat(due).isEqualTo(new NextRun(LOOKED.plusSeconds(30), Trigger.SCHEDULE));
        assertThat(due.isNow(now)).isFalse();
    }

    @Test
    void countsByTheTimeSinceBootWhateverTheClockWasSetTo() {
        ClockReading setForward = moment(LOOKED.plusSeconds(90_000), 110);
        ClockReading setBack = moment(LOOKED.minusSeconds(90_000), 110);

        assertThat(due(HALF_A_MINUTE, moment(LOOKED, 100), setForward).at()).isEqualTo(LOOKED.plusSeconds(90_020));
        assertThat(due(HALF_A_MINUTE, moment(LOOKED, 100), setBack).at()).isEqualTo(LOOKED.minusSeconds(89_980));
    }

    @Test
    void countsByTheClockWhereTheHostTellsNothingElse() {
        assertThat(due(HALF_A_MINUTE, moment(LOOKED, 0), moment(LOOKED.plusSeconds(10), 0))
                        .at())
                .isEqualTo(LOOKED.plusSeconds(30));
        assertThat(due(HALF_A_MINUTE, moment(LOOKED, 0), moment(LOOKED.minusSeconds(10), 0))
                        .at())
                .as("a look that seems to lie ahead counts from now")
                .isEqualTo(LOOKED.plusSeconds(20));
    }

    @Test
    void isNowWhenItIsLate() {
        ClockReading now = moment(LOOKED.plusSeconds(31), 131);

        assertThat(due(HALF_A_MINUTE, moment(LOOKED, 100), now).at()).isEqualTo(now.now());
        assertThat(due(HALF_A_MINUTE, moment(LOOKED, 100), moment(LOOKED.plusSeconds(30), 130))
                        .at())
                .isEqualTo(LOOKED.plusSeconds(30));
    }

    @Test
    void isTheNextFiringOfACronExpression() {
        assertThat(due(HOURLY, moment(LOOKED, 100), moment(LOOKED.plusSeconds(60), 160))
                        .at())
                .isEqualTo(LOOKED.plusSeconds(3_600));
        assertThat(due(HOURLY, moment(LOOKED.minusSeconds(1), 99), moment(LOOKED.minusSeconds(1), 99))
                        .at())
                .isEqualTo(LOOKED);
    }
}
