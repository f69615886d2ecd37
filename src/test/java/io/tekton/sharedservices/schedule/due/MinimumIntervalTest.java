package io.tekton.sharedservices.schedule.due;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MinimumIntervalTest {
    private static final Instant LAST = Instant.parse("2026-03-29T00:30:00Z");
    private static final HostClock BEGAN = clock(LAST, "same", Duration.ofHours(10), "host's");

    /** The last run began ten hours after its boot; {@code boot} is the boot of today. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // what,                                      boot,  uptime,     wall clock since then, left
        "at once,                                     same,  PT10H,      PT0S,      PT1H",
        "half an hour later,                          same,  PT10H30M,   PT30M,     PT30M",
        "a moment before the hour,                    same,  PT10H59M59S, PT59M59S, PT1S",
        "after exactly an hour,                       same,  PT11H,      PT1H,      PT0S",
        "a day later,                                 same,  PT34H,      PT24H,     PT0S",
        "the clock was set forward a day,             same,  PT10H1M,    PT24H1M,   PT59M",
        "the clock was set back a day,                same,  PT10H1M,    PT-24H,    PT59M",
        "the clock was set back and an hour passed,   same,  PT11H,      PT-24H,    PT0S",
        "rebooted ten minutes later,                  other, PT2M,       PT10M,     PT50M",
        "rebooted and two hours passed,               other, PT1H50M,    PT2H,      PT0S",
        "rebooted with the clock set back,            other, PT2M,       PT-3H,     PT58M",
        "rebooted with the clock back and an hour up, other, PT1H,       PT-3H,     PT0S",
        "rebooted and exactly an hour passed,         other, PT30M,      PT1H,      PT0S",
    })
    void leaves(String what, String boot, Duration uptime, Duration sinceThen, Duration left) {
        HostClock now = clock(LAST.plus(sinceThen), boot, uptime, "host's");

        assertThat(MinimumInterval.after(BEGAN, null, now)).isEqualTo(new MinimumInterval.Wait(left, false, false));
    }

    /** Such a one may be years before or after the host's. */
    @ParameterizedTest
    @CsvSource({"PT1S, PT10M, PT50M", "PT9000H, PT10M, PT50M", "PT1S, PT1H, PT0S"})
    void leavesByTheWallClockInAnotherTimeNamespace(Duration uptime, Duration sinceThen, Duration left) {
        HostClock now = clock(LAST.plus(sinceThen), "same", uptime, "a container's");

        assertThat(MinimumInterval.after(BEGAN, null, now).left()).isEqualTo(left);
    }

    @ParameterizedTest
    @CsvSource({"same, host's, PT1H, PT5H", "same, a container's, PT9000H, PT-5H", "same, host's, PT0S, PT-5H"})
    void noticesTimeThatRanBackwardsAndLeavesAnHour(
            String boot, String namespace, Duration uptime, Duration sinceThen) {
        HostClock now = clock(LAST.plus(sinceThen), boot, uptime, namespace);

        assertThat(MinimumInterval.after(BEGAN, null, now))
                .isEqualTo(new MinimumInterval.Wait(Duration.ofHours(1), true, true));
    }

    @ParameterizedTest
    @CsvSource({"PT0S, PT1H", "PT1M, PT59M", "PT1H, PT0S", "PT7H, PT0S"})
    void countsThatHourDownFromWhenItWasNoticedFirst(Duration sinceNotice, Duration left) {
        HostClock noticed = clock(LAST.plusSeconds(60), "same", Duration.ofHours(1), "host's");
        HostClock now = clock(
                LAST.plusSeconds(60).plus(sinceNotice),
                "same",
                Duration.ofHours(1).plus(sinceNotice),
                "host's");

        assertThat(MinimumInterval.after(BEGAN, noticed, now)).isEqualTo(new MinimumInterval.Wait(left, true, false));
    }

    /** Each call in a new container, with a time since boot that starts again. */
    @Test
    void endsThatHourThoughTheTimeSinceBootBeginsAnewAtEachCall() {
        HostClock noticed = clock(LAST.plusSeconds(60), "same", Duration.ofSeconds(5), "first");

        for (int minutes = 0; minutes <= 60; minutes += 20) {
            HostClock now =
                    clock(LAST.plusSeconds(60 + 60L * minutes), "same", Duration.ofSeconds(5), "container " + minutes);

            assertThat(MinimumInterval.after(clock(LAST, "same", Duration.ofHours(10), ""), noticed, now)
                            .left())
                    .isEqualTo(Duration.ofMinutes(60 - minutes));
        }
    }

    @Test
    void measuresTheHourOfARunAtTheVeryBootByTheTimeSinceBootToo() {
        HostClock began = new HostClock(LAST, "same", 0, "");
        HostClock tomorrow = clock(LAST.plus(Duration.ofDays(1)), "same", Duration.ofMinutes(20), "");

        assertThat(MinimumInterval.after(began, null, tomorrow).left()).isEqualTo(Duration.ofMinutes(40));
    }

    /** A host that does not report the time since boot. */
    @ParameterizedTest
    @CsvSource({"PT0S, PT1H", "PT20M, PT40M", "PT1H, PT0S", "PT5H, PT0S", "PT-5H, PT1H"})
    void leavesByTheWallClockAloneWhereThereIsNoOther(Duration sinceThen, Duration left) {
        HostClock began = clock(LAST, "same", Duration.ZERO, "");

        assertThat(MinimumInterval.after(began, null, clock(LAST.plus(sinceThen), "same", Duration.ZERO, ""))
                        .left())
                .isEqualTo(left);
    }

    private static HostClock clock(Instant now, String boot, Duration uptime, String namespace) {
        return HostClock.of(now, boot, uptime, namespace);
    }
}
