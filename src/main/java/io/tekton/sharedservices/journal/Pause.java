package io.tekton.sharedservices.journal;

import java.time.Instant;
import java.util.Objects;

/**
 * A job that somebody has paused: until it is resumed no run of it begins by schedule.
 *
 * @param reason why, in the words of who paused it; may be empty
 * @param actor who paused it
 * @param since in whole milliseconds
 */
public record Pause(String job, String host, String reason, String actor, Instant since) {
    public Pause {
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(since, "since");
    }
}
