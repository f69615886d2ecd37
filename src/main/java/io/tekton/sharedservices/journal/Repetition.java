package io.tekton.sharedservices.journal;

import java.time.Instant;
import java.util.Objects;

/**
 * The newest of the runs that ended as a recorded run did. They are recorded only as repetitions of that run.
 *
 * @param count how many there are, from 1; the recorded run is not included
 * @param startedAt when the newest of them began, in whole milliseconds
 * @param bootId the boot in which it began
 * @param bootMillis milliseconds since that boot; -1 where the host does not report it
 */
public record Repetition(int count, Instant startedAt, String bootId, long bootMillis) {
    public Repetition {
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(bootId, "bootId");
        if (count < 1) {
            throw new IllegalArgumentException("a run is repeated once or more, not " + count + " times");
        }
    }
}
