package io.tekton.sharedservices.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.audit.Run;
import io.tekton.sharedservices.audit.RunCounts;
import io.tekton.sharedservices.audit.RunOutcome;
import io.tekton.sharedservices.audit.Trigger;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MinimumIntervalTest {
    private static final Instant LAST = Instant.parse("2026-03-29T00:30:00Z");

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
        "the time since boot ran backwards,           same,  PT1H,       PT5H,      PT1H",
        "rebooted ten minutes later,                  other, PT2M,       PT10M,     PT50M",
        "rebooted and two hours passed,               other, PT1H50M,    PT2H,      PT0S",
        "rebooted with the clock set back,            other, PT2M,       PT-3H,     PT58M",
        "rebooted with the clock back and an hour up, other, PT1H,       PT-3H,     PT0S",
        "rebooted and exactly an hour passed,         other, PT30M,      PT1H,      PT0S",
    })
    void leaves(String what, String boot, Duration uptime, Duration sinceThen, Duration left) {
        assertThat(MinimumInterval.left(last(Duration.ofHours(10).toMillis()), LAST.plus(sinceThen), boot, uptime))
                .isEqualTo(left);
    }

    @Test
    void measuresTheHourOfARunAtTheVeryBootByTheTimeSinceBootToo() {
        Instant tomorrow = LAST.plus(Duration.ofDays(1));

        assertThat(MinimumInterval.left(last(0), tomorrow, "same", Duration.ofMinutes(20)))
                .isEqualTo(Duration.ofMinutes(40));
    }

    /** A host that tells no time since boot. */
    @ParameterizedTest
    @CsvSource({"PT0S, PT1H", "PT20M, PT40M", "PT1H, PT0S", "PT5H, PT0S", "PT-5H, PT1H"})
    void leavesByTheWallClockAloneWhereThereIsNoOther(Duration sinceThen, Duration left) {
        assertThat(MinimumInterval.left(last(-1), LAST.plus(sinceThen), "same", Duration.ZERO))
                .isEqualTo(left);
    }

    private static Run last(long bootMillis) {
        return new Run(
                "20260329-003000-00000",
                "orphan-cleanup",
                "host",
                "same",
                bootMillis,
                Trigger.MANUAL,
                "op",
                false,
                LAST,
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
    }
}
