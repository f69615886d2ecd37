package io.tekton.sharedservices.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff();

    private List<Long> seconds(Duration interval) {
        List<Long> all = new ArrayList<>();
        for (Optional<Duration> wait = backoff.afterFailure(interval);
                wait.isPresent();
                wait = backoff.afterFailure(interval)) {
            all.add(wait.get().toSeconds());
        }
        return all;
    }

    @Test
    void doublesUntilTheScheduleTakesOver() {
        assertThat(seconds(Duration.ofSeconds(30))).containsExactly(1L, 2L, 4L, 8L, 16L);
        assertThat(backoff.afterFailure(Duration.ofSeconds(30))).isEmpty();
    }

    @Test
    void leavesAFastScheduleAlone() {
        assertThat(seconds(Duration.ofSeconds(1))).isEmpty();
    }

    @Test
    void beginsAnewAfterASuccess() {
        seconds(Duration.ofHours(1));

        backoff.afterSuccess();

        assertThat(seconds(Duration.ofSeconds(3))).containsExactly(1L, 2L);
    }
}
