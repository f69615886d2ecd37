package io.tekton.sharedservices.daemon;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether something that counts its successes still makes progress. Time is a reading that only grows, such as the
 * host's uptime; for one thread.
 */
public final class Watchdog {
    private final Duration patience;
    private long count = -1;
    private @Nullable Duration grewAt;

    /** @param patience how long the count may stay the same */
    public Watchdog(Duration patience) {
        this.patience = patience;
    }

    /** @return whether it grew within the patience, this check included */
    public boolean beats(long newCount, Duration now) {
        if (grewAt == null || newCount != count) {
            count = newCount;
            grewAt = now;
        }
        return now.minus(grewAt).compareTo(patience) < 0;
    }

    /** Whether the last check saw it grow. */
    public boolean grewAt(Duration now) {
        return now.equals(grewAt);
    }
}
