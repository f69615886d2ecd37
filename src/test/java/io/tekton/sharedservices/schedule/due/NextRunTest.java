package io.tekton.sharedservices.schedule.due;

import static io.tekton.sharedservices.journal.Trigger.CATCH_UP;
import static io.tekton.sharedservices.journal.Trigger.SCHEDULE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.schedule.due.Schedule.Cron;
import io.tekton.sharedservices.schedule.due.Schedule.Every;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NextRunTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Schedule SIX_HOURS = new Every(HOUR.multipliedBy(6));
    private static final Schedule AT_THREE = new Cron("0 0 3 * * ?", ZoneOffset.UTC);
    private static final Schedule HOURLY = new Cron("0 0 * * * ?", ZoneOffset.UTC);

    private final SettableHost host = SettableHost.at("2026-11-23T03:00:00.123Z");

    private NextRun due(Schedule schedule, @Nullable Run last) {
        return NextRun.next(schedule, last, Duration.ZERO, false, host.get());
    }

    private Run ran() {
        return host.ran(SCHEDULE, RunOutcome.SUCCEEDED);
    }

    @Test
    void isNowOnTheFirstStartEver() {
        assertThat(due(SIX_HOURS, null)).isEqualTo(new NextRun(host.instant(), SCHEDULE));
        assertThat(due(AT_THREE, null)).isEqualTo(new NextRun(host.instant(), SCHEDULE));
    }

    @Test
    void isOneIntervalAfterTheLastStartHoweverOftenWeAreRestarted() {
        Run last = ran();

        for (int restart = 1; restart <= 9; restart++) {
            host.pass(Duration.ofMinutes(37));

            assertThat(due(SIX_HOURS, last))
                    .as("restart %d", restart)
                    .isEqualTo(new NextRun(Instant.parse("2026-11-23T09:00:00.123Z"), SCHEDULE));
        }
    }

    @Test
    void isNowAndACatchUpAfterAMissedRunAndThenOneIntervalLater() {
        Run last = ran();
        host.pass(Duration.ofHours(20));

        assertThat(due(SIX_HOURS, last)).isEqualTo(new NextRun(host.instant(), CATCH_UP));
        Run caughtUp = host.ran(CATCH_UP, RunOutcome.SUCCEEDED);
        Instant start = host.instant();

        host.pass(Duration.ofMinutes(5));
        assertThat(due(SIX_HOURS, caughtUp)).isEqualTo(new NextRun(start.plus(HOUR.multipliedBy(6)), SCHEDULE));
    }

    @Test
    void isNoCatchUpWhenItsTriggerFiresALittleLate() {
        Run last = ran();
        host.pass(HOUR.multipliedBy(6).plusMillis(400));

        assertThat(due(SIX_HOURS, last)).isEqualTo(new NextRun(host.instant(), SCHEDULE));
    }

    @ParameterizedTest
    @CsvSource({"6, 2026-11-23T09:00:00.123Z", "12, 2026-11-23T15:00:00.123Z", "4, 2026-11-23T07:00:00.123Z"})
    void keepsItsAnchorWhenTheIntervalChanges(int hours, Instant expected) {
        Run last = ran();
        host.pass(HOUR.multipliedBy(3));

        assertThat(due(new Every(HOUR.multipliedBy(hours)), last).at()).isEqualTo(expected);
    }

    @Test
    void isNowWhenTheIntervalBecomesShorterThanWhatHasPassed() {
        Run last = ran();
        host.pass(HOUR.multipliedBy(3));

        assertThat(due(new Every(HOUR.multipliedBy(2)), last)).isEqualTo(new NextRun(host.instant(), CATCH_UP));
    }

    @Test
    void followsACronExpression() {
        Run last = ran();
        host.pass(HOUR);

        assertThat(due(AT_THREE, last)).isEqualTo(new NextRun(Instant.parse("2026-11-24T03:00:00Z"), SCHEDULE));
    }

    @Test
    void catchesUpOnceForAllMissedFirings() {
        Run last = ran();
        host.pass(Duration.ofDays(5));

        assertThat(due(AT_THREE, last)).isEqualTo(new NextRun(host.instant(), CATCH_UP));
        Run caughtUp = host.ran(CATCH_UP, RunOutcome.SUCCEEDED);
        host.pass(HOUR);
        assertThat(due(AT_THREE, caughtUp)).isEqualTo(new NextRun(Instant.parse("2026-11-29T03:00:00Z"), SCHEDULE));
    }

    @Test
    void neverComesWhenACronExpressionHasNoFiringLeft() {
        Run last = ran();
        host.pass(HOUR);

        assertThat(due(new Cron("0 0 3 1 1 ? 2026", ZoneOffset.UTC), last).at()).isEqualTo(NextRun.NEVER);
    }

    @ParameterizedTest
    @EnumSource(
            value = RunOutcome.class,
            names = {"REFUSED", "FAILED", "ABANDONED", "RUNNING"})
    void movesWithEveryRunThatBeganWhateverCameOfIt(RunOutcome outcome) {
        Run last = host.ran(CATCH_UP, outcome);
        host.pass(HOUR);

        assertThat(due(SIX_HOURS, last).at()).isEqualTo(Instant.parse("2026-11-23T09:00:00.123Z"));
    }

    @Test
    void isNotMovedByAClockThatIsSetWithinABoot() {
        for (Duration by : new Duration[] {Duration.ofDays(-1), Duration.ofDays(1), HOUR.negated(), HOUR}) {
            SettableHost host = SettableHost.at("2026-11-23T03:00:00.123Z");
            Run last = host.ran(SCHEDULE, RunOutcome.SUCCEEDED);
            host.pass(HOUR).set(by);

            NextRun due = NextRun.next(SIX_HOURS, last, Duration.ZERO, false, host.get());

            assertThat(Duration.between(host.instant(), due.at()))
                    .as("clock set by %s", by)
                    .isEqualTo(HOUR.multipliedBy(5));
        }
    }

    @Test
    void followsTheWallClockToTheMillisecondWhileItOnlyDrifts() {
        Run last = ran();
        host.pass(HOUR).set(Duration.ofMillis(700));

        assertThat(due(SIX_HOURS, last).at()).isEqualTo(Instant.parse("2026-11-23T09:00:00.123Z"));
    }

    @Test
    void countsSuspendedTime() {
        Run last = ran();
        host.pass(HOUR.multipliedBy(8));

        assertThat(due(SIX_HOURS, last)).isEqualTo(new NextRun(host.instant(), CATCH_UP));
    }

    @Test
    void goesByTheWallClockAcrossBoots() {
        Run last = ran();
        host.boot(Duration.ofMinutes(30), Duration.ofMinutes(2));

        assertThat(due(SIX_HOURS, last)).isEqualTo(new NextRun(Instant.parse("2026-11-23T09:00:00.123Z"), SCHEDULE));
    }

    @Test
    void countsAStartInTheFutureFromTheBootOn() {
        Run last = ran();
        host.set(Duration.ofDays(-1)).boot(Duration.ofMinutes(5), Duration.ofMinutes(10));
        Instant boot = host.instant().minus(Duration.ofMinutes(10));

        assertThat(due(SIX_HOURS, last).at()).isEqualTo(boot.plus(HOUR.multipliedBy(6)));

        host.pass(HOUR.multipliedBy(2));
        assertThat(due(SIX_HOURS, last).at()).isEqualTo(boot.plus(HOUR.multipliedBy(6)));
        host.pass(HOUR.multipliedBy(4));
        assertThat(due(SIX_HOURS, last).isNow(host.get())).isTrue();
    }

    @Test
    void keepsCountingFromTheBootOnceTheClockHasPassedTheStartThatLayInTheFuture() {
        Run last = ran();
        host.set(HOUR.multipliedBy(-3)).boot(Duration.ZERO, Duration.ZERO);
        host.pass(HOUR.multipliedBy(5));

        assertThat(due(SIX_HOURS, last).at()).isEqualTo(host.instant().plus(HOUR));
    }

    @Test
    void keepsAnHourlyCronExpressionGoingWhenTheClockIsSetBackByADay() {
        Run last = ran();
        host.pass(Duration.ofMinutes(20)).set(Duration.ofDays(-1));

        assertThat(due(HOURLY, last).at()).isEqualTo(Instant.parse("2026-11-22T04:00:00Z"));
        host.pass(Duration.ofMinutes(40));
        assertThat(due(HOURLY, last).isNow(host.get())).isTrue();
    }

    @Test
    void keepsAnHourlyCronExpressionGoingAcrossABootBeforeTheLastStart() {
        Run last = ran();
        host.set(Duration.ofDays(-1)).boot(Duration.ofMinutes(5), Duration.ofMinutes(10));

        assertThat(due(HOURLY, last).at()).isEqualTo(Instant.parse("2026-11-22T04:00:00Z"));
        host.pass(HOUR);
        assertThat(due(HOURLY, last).isNow(host.get())).isTrue();
    }

    /** The time since boot is read in hundredths of a second: the run's own firing must not appear to be after it. */
    @Test
    void doesNotFindTheFiringOfTheLastRunAgainAfterAClockWasSetByWholeHours() {
        SettableHost host = SettableHost.at("2026-11-23T03:00:00.000Z");
        Run last = host.ran(SCHEDULE, RunOutcome.SUCCEEDED);
        host.pass(Duration.ofMinutes(3)).set(HOUR.multipliedBy(-5).minusMillis(10));

        assertThat(NextRun.next(HOURLY, last, Duration.ZERO, false, host.get()).at())
                .isEqualTo(Instant.parse("2026-11-22T23:00:00Z"));
    }

    @Test
    void keepsItsHourInALocalZoneThroughBothChangesOfTheYear() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Schedule atThree = new Cron("0 30 4 * * ?", berlin);

        SettableHost spring = SettableHost.at("2026-03-28T03:30:00Z");
        Run beforeSpring = spring.ran(SCHEDULE, RunOutcome.SUCCEEDED);
        assertThat(NextRun.next(atThree, beforeSpring, Duration.ZERO, false, spring.get())
                        .at())
                .isEqualTo(Instant.parse("2026-03-29T02:30:00Z"));

        SettableHost autumn = SettableHost.at("2026-10-24T02:30:00Z");
        Run beforeAutumn = autumn.ran(SCHEDULE, RunOutcome.SUCCEEDED);
        assertThat(NextRun.next(atThree, beforeAutumn, Duration.ZERO, false, autumn.get())
                        .at())
                .isEqualTo(Instant.parse("2026-10-25T03:30:00Z"));
    }

    @Test
    void isDueInsideTheHourUntilThatWasRecordedOnceAndThenWhenTheHourIsOver() {
        Run last = ran();
        host.pass(HOUR.multipliedBy(6));
        Duration wait = Duration.ofMinutes(40);

        assertThat(NextRun.next(SIX_HOURS, last, wait, false, host.get()).isNow(host.get()))
                .isTrue();
        assertThat(NextRun.next(SIX_HOURS, last, wait, true, host.get()).at())
                .isEqualTo(host.instant().plus(wait));

        host.pass(wait);
        assertThat(NextRun.next(SIX_HOURS, last, Duration.ZERO, true, host.get())
                        .isNow(host.get()))
                .isTrue();
    }

    @Test
    void delaysNoRunByMoreThanOneIntervalWhateverHappensToTheClock() {
        long seed = Long.getLong("due.seed", System.nanoTime());
        System.out.println("DueTest: -Ddue.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            SettableHost host = SettableHost.at("2026-11-23T03:00:00.123Z");
            Duration interval = Duration.ofMinutes(60 + random.nextInt(24 * 60));
            Run last = host.ran(SCHEDULE, RunOutcome.SUCCEEDED);
            host.pass(Duration.ofMinutes(random.nextInt(600)));
            host.set(Duration.ofMinutes(random.nextInt(6_000) - 3_000));
            if (random.nextBoolean()) {
                host.boot(Duration.ofMinutes(random.nextInt(90)), Duration.ofMinutes(random.nextInt(90)));
            }

            NextRun due = NextRun.next(new Every(interval), last, Duration.ZERO, false, host.get());

            assertThat(Duration.between(host.instant(), due.at()))
                    .as("round %d", round)
                    .isBetween(Duration.ZERO, interval);
            host.pass(interval);
            assertThat(NextRun.next(new Every(interval), last, Duration.ZERO, false, host.get())
                            .isNow(host.get()))
                    .as("round %d, an interval later", round)
                    .isTrue();
        }
    }
}
