package io.tekton.sharedservices.journal;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asked of a job, on record before it was done.
 *
 * @param at in whole milliseconds
 * @param actor a person at the command line ({@code op@command-line}), or a dashboard session of theirs
 * @param reason why, in the words of who asked; null where nothing was said
 * @param outcome null while it is in progress, and permanently where the daemon ended before the outcome was known
 * @param detail a sentence for people; null where the outcome says all
 */
public record Intervention(
        long sequence,
        String host,
        Instant at,
        String actor,
        Action action,
        String job,
        @Nullable String reason,
        @Nullable Outcome outcome,
        @Nullable String detail) {
    /** What can be asked of a job. The names are on record. */
    public enum Action {
        TRIGGER,
        PAUSE,
        RESUME
    }

    /** What came of it. The names are on record. */
    public enum Outcome {
        DONE,
        /** A safety rule forbade it. */
        REFUSED,
        FAILED
    }

    public Intervention {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(job, "job");
    }
}
