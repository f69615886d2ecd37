package io.tekton.sharedservices.journal;

import java.time.Instant;
import java.util.Objects;

/**
 * The newest of the runs that ended as one on record did, and that are on record there and nowhere else.
 *
 * @param count how many they are, from 1; the run on record is not one of them
 * @param startedAt when the newest of them began, in whole milliseconds
 * @param bootId the boot in which it began
 * @param bootMillis milliseconds since that boot; -1 where the host cannot tell
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
