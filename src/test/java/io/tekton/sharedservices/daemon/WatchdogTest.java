package io.tekton.sharedservices.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private final Watchdog pulse = new Watchdog(Duration.ofSeconds(75));

    private boolean beats(long count, long second) {
        return pulse.beats(count, Duration.ofSeconds(second));
    }

    @Test
    void beatsWhileTheCountGrowsWithinThePatience() {
        assertThat(beats(0, 0)).isTrue();
        assertThat(beats(0, 74)).isTrue();
        assertThat(beats(1, 75)).isTrue();
        assertThat(pulse.grewAt(Duration.ofSeconds(75))).isTrue();
        assertThat(beats(1, 149)).isTrue();
        assertThat(pulse.grewAt(Duration.ofSeconds(149))).isFalse();
    }

    @Test
    void stopsWhenTheCountStandsStillAndBeatsAgainWhenItGrows() {
        beats(3, 10);

        assertThat(beats(3, 85)).isFalse();
        assertThat(beats(3, 200)).isFalse();
        assertThat(beats(4, 201)).isTrue();
    }
}
