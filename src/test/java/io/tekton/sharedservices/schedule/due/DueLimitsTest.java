package io.tekton.sharedservices.schedule.due;

import static io.tekton.sharedservices.journal.Trigger.CATCH_UP;
import static io.tekton.sharedservices.journal.Trigger.SCHEDULE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The very moments at which a decision about time changes. */
class DueLimitsTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Schedule SIX_HOURS = new Schedule.Every(HOUR.multipliedBy(6));
    private static final Instant LAST = Instant.parse("2026-03-29T00:30:00Z");

    private final SettableHost host = SettableHost.at("2026-11-23T03:00:00.000Z");

    private NextRun due(Run last) {
        return NextRun.next(SIX_HOURS, last, Duration.ZERO, false, host.get());
    }

    @Test
    void aRunIsMissedOnceMoreThanAMinuteHasPassed() {
        Run last = host.ran(SCHEDULE, RunOutcome.SUCCEEDED);

        host.pass(HOUR.multipliedBy(6).plusSeconds(60));
        assertThat(due(last)).isEqualTo(new NextRun(host.instant(), SCHEDULE));

        host.pass(Duration.ofMillis(1));
        assertThat(due(last)).isEqualTo(new NextRun(host.instant(), CATCH_UP));
    }

    @ParameterizedTest
    @CsvSource({"1999, 0", "-1999, 0", "2000, 2000", "-2000, -2000"})
    void theWallClockIsFollowedUntilItDiffersByTwoSeconds(long setMillis, long moved) {
        Run last = host.ran(SCHEDULE, RunOutcome.SUCCEEDED);

        host.pass(HOUR).set(Duration.ofMillis(setMillis));

        assertThat(due(last).at())
                .isEqualTo(Instant.parse("2026-11-23T09:00:00Z").plusMillis(moved));
    }

    @Test
    void aRunAtTheVeryBootIsMeasuredByTheTimeSinceBoot() {
        host.boot(Duration.ZERO, Duration.ZERO);
        Run last = host.ran(SCHEDULE, RunOutcome.SUCCEEDED);

        host.pass(HOUR).set(Duration.ofDays(1));

        assertThat(due(last)).isEqualTo(new NextRun(host.instant().plus(HOUR.multipliedBy(5)), SCHEDULE));
    }

    @ParameterizedTest
    @CsvSource({"1999, LEAVE", "-1999, LEAVE", "2000, SET", "-2000, SET"})
    void aTriggerIsSetAnewOnceItIsTwoSecondsOff(long offMillis, StoredTrigger.Step step) {
        Instant at = LAST.plus(HOUR);
        StoredTrigger stored = new StoredTrigger(at.plusMillis(offMillis), StoredTrigger.State.SOUND);

        assertThat(StoredTrigger.step(stored, at, LAST)).isEqualTo(step);
    }

    /** Within the first millisecond after boot: the wall clock is not asked. */
    @Test
    void theHourIsMeasuredByTheTimeSinceBootFromItsFirstMomentOn() {
        HostClock began = new HostClock(LAST, "same", 0, "");
        HostClock tomorrow = new HostClock(LAST.plus(Duration.ofDays(1)), "same", 0, "");

        assertThat(MinimumInterval.after(began, null, tomorrow))
                .isEqualTo(new MinimumInterval.Wait(HOUR, false, false));
    }

    @Test
    void aStartInTheFutureOfAnotherBootCountsFromTheFirstMomentOfThisBootOn() {
        HostClock began = new HostClock(LAST, "before", 5_000, "");
        HostClock booted = new HostClock(LAST.minus(HOUR.multipliedBy(3)), "now", 0, "");

        assertThat(MinimumInterval.after(began, null, booted)).isEqualTo(new MinimumInterval.Wait(HOUR, false, false));
    }

    /** Two histories are asked how long a cleanup must wait; what either noticed of the clock is kept. */
    @Test
    void theLongerOfTwoWaitsKeepsWhatBothNoticed() {
        MinimumInterval.Wait calm = new MinimumInterval.Wait(HOUR, false, false);
        MinimumInterval.Wait noticed = new MinimumInterval.Wait(Duration.ofMinutes(5), true, false);
        MinimumInterval.Wait news = new MinimumInterval.Wait(Duration.ofMinutes(5), true, true);

        for (MinimumInterval.Wait shorter : new MinimumInterval.Wait[] {noticed, news, MinimumInterval.Wait.NONE}) {
            MinimumInterval.Wait expected = new MinimumInterval.Wait(HOUR, shorter.backwards(), shorter.news());

            assertThat(MinimumInterval.Wait.longer(calm, shorter)).isEqualTo(expected);
            assertThat(MinimumInterval.Wait.longer(shorter, calm)).isEqualTo(expected);
        }
        assertThat(MinimumInterval.Wait.longer(news, news)).isEqualTo(news);
    }

    @Test
    void aCronExpressionIsRefusedForTheReasonThatQuartzGives() {
        assertThatThrownBy(() -> Schedule.parse("0 0 25 * * ?", HOUR, LAST, () -> ZoneOffset.UTC))
                .hasMessageContaining(
                        "is neither an interval nor a cron expression (Hour values must be between 0 and 23)");
    }
}
