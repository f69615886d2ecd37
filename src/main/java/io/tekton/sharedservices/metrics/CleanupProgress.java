package io.tekton.sharedservices.metrics;

import io.tekton.sharedservices.cleanup.CleanupListener;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far the cleanup is that runs in this process now, for open pages. Thread-safe; one run at a time. */
public final class CleanupProgress {
    private volatile @Nullable Step step;

    /**
     * @param done how many are done with in this phase
     * @param total of how many; 0 where that is not known
     */
    public record Step(CleanupListener.Phase phase, int done, int total) {}

    /** Empty while none runs, and before its first step. */
    public Optional<Step> now() {
        return Optional.ofNullable(step);
    }

    /** Follows a run until this is closed. */
    public Watch watch(CleanupListener listener) {
        return new Watch(listener);
    }

    /** The listener of one run, which reports to another, too. */
    public final class Watch implements CleanupListener, AutoCloseable {
        private final CleanupListener listener;

        private Watch(CleanupListener listener) {
            this.listener = listener;
        }

        @Override
        public void grace(Duration grace) {
            listener.grace(grace);
        }

        @Override
        public void progress(Phase phase, int done, int total) {
            step = new Step(phase, done, total);
            listener.progress(phase, done, total);
        }

        @Override
        public void close() {
            step = null;
        }
    }
}
