package io.tekton.sharedservices.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupListener.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How far a cleanup is. */
class CleanupProgressTest {
    private final List<String> heard = new ArrayList<>();

    private final CleanupListener listener = new CleanupListener() {
        @Override
        public void grace(Duration grace) {
            heard.add("grace " + grace.toSeconds());
        }

        @Override
        public void progress(Phase phase, int done, int total) {
            heard.add(phase + " " + done + "/" + total);
        }
    };

    @Test
    void isKnownWhileTheRunIsOnAndTheListenerHearsAllOfIt() {
        CleanupProgress progress = new CleanupProgress();
        assertThat(progress.now()).isEmpty();

        try (CleanupProgress.Watch watch = progress.watch(listener)) {
            watch.grace(Duration.ofSeconds(3));
            watch.progress(Phase.SCANNING, 0, 0);
            watch.progress(Phase.WAITING, 1, 3);
            assertThat(progress.now()).contains(new CleanupProgress.Step(Phase.WAITING, 1, 3));
        }

        assertThat(progress.now()).isEmpty();
        assertThat(heard).containsExactly("grace 3", "SCANNING 0/0", "WAITING 1/3");
    }

    @Test
    void aRunThatThrowsIsOverToo() {
        CleanupProgress progress = new CleanupProgress();

        try (CleanupProgress.Watch watch = progress.watch(listener)) {
            watch.progress(Phase.SCANNING, 0, 0);
            throw new IllegalStateException("broken");
        } catch (IllegalStateException expected) {
            assertThat(expected).hasMessage("broken");
        }

        assertThat(progress.now()).isEmpty();
    }
}
