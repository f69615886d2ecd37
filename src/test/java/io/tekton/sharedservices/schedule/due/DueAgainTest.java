package io.tekton.sharedservices.schedule.due;

import static io.tekton.sharedservices.journal.Trigger.CATCH_UP;
import static io.tekton.sharedservices.journal.Trigger.SCHEDULE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.query.Retries;
import io.tekton.sharedservices.schedule.due.NextRun.Past;
import io.tekton.sharedservices.schedule.due.Schedule.Cron;
import io.tekton.sharedservices.schedule.due.Schedule.Every;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a run is due that is tried again, and the run after it. */
class DueAgainTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Schedule SIX_HOURS = new Every(HOUR.multipliedBy(6));
    private static final Schedule EVERY_SIXTH = new Cron("0 0 0/6 * * ?", ZoneOffset.UTC);

    private final SettableHost host = SettableHost.at("2026-11-23T06:00:00.000Z");

    private Run ended(RunOutcome outcome, String reason) {
        return host.begun(SCHEDULE, false).ended(host.instant(), outcome, reason, "A sentence.", RunCounts.NONE);
    }

    private Run refused() {
        return ended(RunOutcome.REFUSED, "registry-missing");
    }

    private NextRun due(Schedule schedule, Run last, Run anchor) {
        return due(schedule, last, anchor, Duration.ZERO);
    }

    private NextRun due(Schedule schedule, Run last, Run anchor, Duration wait) {
        return NextRun.next(schedule, new Past(last, anchor, Retries.isDueAfter(last, false)), wait, false, host.get());
    }

    @ParameterizedTest
    @CsvSource({
        "REFUSED, registry-missing, false, 1",
        "REFUSED, registry-unreadable, false, 1",
        "REFUSED, registry-untrusted, false, 1",
        "REFUSED, registry-locked, false, 1",
        "REFUSED, registry-collapsed, false, 1",
        "REFUSED, registry-empty, false, 1",
        "REFUSED, platform-held, false, 1",
        "REFUSED, platform-unwritable, false, 1",
        "REFUSED, hour-unreadable, false, 1",
        "REFUSED, too-many-orphans, false, 6",
        "REFUSED, min-interval, false, 6",
        "REFUSED, paused, false, 6",
        "REFUSED, store-unwritable, false, 6",
        "REFUSED, the-registry-, false, 6",
        "REFUSED, , false, 6",
        "FAILED, internal-error, false, 1",
        "FAILED, stopped, false, 1",
        "FAILED, stopped, true, 6",
        "FAILED, orphans-survived, true, 6",
        "ABANDONED, crashed, false, 6",
        "SUCCEEDED, , false, 6",
    })
    void isSoonAfterARefusalThatMayPassOrAFailureBeforeAnySignal(
            RunOutcome outcome, String reason, boolean signalled, int hours) {
        Run last = ended(outcome, reason);

        Past past = new Past(last, last, Retries.isDueAfter(last, signalled));

        assertThat(NextRun.next(SIX_HOURS, past, Duration.ZERO, false, host.get()))
                .isEqualTo(new NextRun(host.instant().plus(HOUR.multipliedBy(hours)), SCHEDULE));
    }

    @Test
    void isAnHourAfterTheStartOfTheLastTryHoweverOftenWeAreRestarted() {
        Run last = refused();

        for (int minute = 0; minute < 60; minute += 7) {
            assertThat(due(SIX_HOURS, last, last).at()).isEqualTo(Instant.parse("2026-11-23T07:00:00Z"));
            host.pass(Duration.ofMinutes(7));
        }
    }

    @Test
    void isACatchUpAtOnceWhenTheHourPassedWhileNothingRan() {
        Run last = refused();
        host.pass(HOUR.multipliedBy(3));

        assertThat(due(SIX_HOURS, last, last)).isEqualTo(new NextRun(host.instant(), CATCH_UP));
    }

    @Test
    void waitsForTheHourAfterALiveRunByHandToo() {
        Run last = refused();
        host.pass(Duration.ofMinutes(50));

        assertThat(due(SIX_HOURS, last, last, Duration.ofMinutes(45)).at())
                .isEqualTo(Instant.parse("2026-11-23T07:35:00Z"));
    }

    @ParameterizedTest
    @CsvSource({"60, 12:00", "180, 12:00", "299, 12:00", "360, 18:00", "361, 18:00", "400, 18:00", "1500, 12:00"})
    void leavesTheScheduleAsItWasWhenATrySucceeds(int minutesLater, String turn) {
        Run anchor = refused();
        host.pass(Duration.ofMinutes(minutesLater));
        Run last = ended(RunOutcome.SUCCEEDED, null);
        String day = minutesLater == 1500 ? "2026-11-24T" : "2026-11-23T";

        assertThat(due(SIX_HOURS, last, anchor).at()).isEqualTo(Instant.parse(day + turn + ":00Z"));
        assertThat(due(EVERY_SIXTH, last, anchor).at()).isEqualTo(Instant.parse(day + turn + ":00Z"));
    }

    @Test
    void isNeverInsideTheHourOfATryThatSucceededShortlyBeforeItsTurn() {
        Run anchor = refused();
        host.pass(Duration.ofMinutes(330));
        Run last = ended(RunOutcome.SUCCEEDED, null);

        assertThat(due(SIX_HOURS, last, anchor).at()).isEqualTo(Instant.parse("2026-11-23T12:30:00Z"));
        assertThat(due(EVERY_SIXTH, last, anchor).at()).isEqualTo(Instant.parse("2026-11-23T12:30:00Z"));
    }

    @Test
    void isNotMovedByAClockThatIsSetWithinABoot() {
        for (Duration by : new Duration[] {Duration.ofDays(-1), Duration.ofDays(1), HOUR.negated(), HOUR}) {
            SettableHost turned = SettableHost.at("2026-11-23T06:00:00.000Z");
            Run last = turned.begun(SCHEDULE, false)
                    .ended(turned.instant(), RunOutcome.REFUSED, "registry-empty", null, RunCounts.NONE);
            turned.pass(Duration.ofMinutes(20)).set(by);

            NextRun due = NextRun.next(SIX_HOURS, new Past(last, last, true), Duration.ZERO, false, turned.get());

            assertThat(Duration.between(turned.instant(), due.at()))
                    .as("clock set by %s", by)
                    .isEqualTo(Duration.ofMinutes(40));
        }
    }

    @Test
    void goesByTheLastRepetitionAndItsBoot() {
        Run first = refused();
        host.pass(HOUR.multipliedBy(5)).boot(Duration.ofMinutes(10), Duration.ofMinutes(3));
        Run last = first.repeatedBy(refused()).asLastRepeated();
        host.pass(Duration.ofMinutes(25)).set(Duration.ofDays(-3));

        assertThat(due(SIX_HOURS, last, first).at()).isEqualTo(host.instant().plus(Duration.ofMinutes(35)));
    }

    /**
     * Whatever comes of each run, whatever is done to the clock: two runs are an hour apart, and one comes within an
     * interval.
     */
    @Test
    void runsNeverMoreOftenThanHourlyAndNeverLaterThanAnInterval() {
        long seed = Long.getLong("due.seed", System.nanoTime());
        System.out.println("DueAgainTest: -Ddue.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            Duration interval = Duration.ofMinutes(60 + random.nextInt(24 * 60));
            Run anchor = refused();
            Run last = anchor;
            for (int step = 0; step < 12; step++) {
                Duration before = host.get().uptime();
                if (random.nextInt(4) == 0) {
                    host.set(Duration.ofMinutes(random.nextInt(6_000) - 3_000));
                }
                NextRun due = due(new Every(interval), last, anchor);
                host.pass(Duration.between(host.instant(), due.at()));

                assertThat(host.get().uptime().minus(before).plusSeconds(2))
                        .as("round %d, step %d", round, step)
                        .isBetween(HOUR, interval.plus(HOUR));
                Run next = random.nextInt(3) == 0 ? ended(RunOutcome.SUCCEEDED, null) : refused();
                anchor = last.outcome() == RunOutcome.REFUSED ? anchor : next;
                last = next;
            }
        }
    }
}
