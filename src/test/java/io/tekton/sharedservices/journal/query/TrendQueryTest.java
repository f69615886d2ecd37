package io.tekton.sharedservices.journal.query;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TrendQueryTest {
    private static final Instant SINCE = Instant.parse("2026-03-04T05:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void hasAtMostAThousandSteps() {
        assertThatNoException().isThrownBy(() -> trend(Duration.ofMinutes(1_000), MINUTE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trend(Duration.ofMinutes(1_001), MINUTE))
                .withMessage("a trend has 1000 steps at most");
    }

    @Test
    void refusesAStepOfLessThanASecond() {
        assertThatNoException().isThrownBy(() -> trend(MINUTE, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> trend(MINUTE, Duration.ofMillis(999)));
    }

    @Test
    void refusesATimeThatEndsWhereItBegins() {
        assertThatIllegalArgumentException().isThrownBy(() -> trend(Duration.ZERO, MINUTE));
        assertThatIllegalArgumentException().isThrownBy(() -> trend(MINUTE.negated(), MINUTE));
    }

    private static TrendQuery trend(Duration whole, Duration step) {
        return new TrendQuery("orphan-cleanup", SINCE, SINCE.plus(whole), step);
    }
}
