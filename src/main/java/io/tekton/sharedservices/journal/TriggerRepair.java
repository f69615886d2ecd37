package io.tekton.sharedservices.journal;

import java.time.Instant;
import java.util.Objects;

/**
 * A job's trigger that would not have fired any more and was set anew, on record.
 *
 * @param why what was wrong with it, a sentence's part: "it was missing"
 */
public record TriggerRepair(String job, Instant at, String why) {
    public TriggerRepair {
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(why, "why");
    }
}
