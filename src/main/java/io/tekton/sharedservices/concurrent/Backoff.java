package io.tekton.sharedservices.concurrent;

import java.time.Duration;
import java.util.Optional;

/**
 * How long to wait before what failed is tried again: 1 s, 2 s, 4 s and so on, until the schedule's own turn comes
 * sooner. Not thread-safe.
 */
public final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);

    private Duration next = FIRST;

    /**
     * After one more failure.
     *
     * @param interval of the schedule
     * @return empty where the schedule's next turn comes as soon: then nothing is to be tried in between
     */
    public Optional<Duration> afterFailure(Duration interval) {
        Duration wait = next;
        if (wait.compareTo(interval) >= 0) {
            return Optional.empty();
        }
        next = wait.multipliedBy(2);
        return Optional.of(wait);
    }

    public void afterSuccess() {
        next = FIRST;
    }
}
