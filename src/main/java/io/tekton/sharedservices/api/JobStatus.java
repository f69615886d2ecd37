package io.tekton.sharedservices.api;

import io.tekton.sharedservices.audit.Run;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a job stands.
 *
 * @param schedule as it is written in the settings
 * @param enabled whether the settings let it exist
 * @param pause null unless somebody paused it
 * @param lastRun the newest that began by schedule or was live, one that is on included: neither a dry run by hand nor one that was refused or skipped
 *     tells how the job is; null where there was none
 * @param nextRunAt null where none is planned, for instance since the job is paused
 * @param detail a sentence where the job is off for a reason of its own; null elsewhere
 */
public record JobStatus(
        String name,
        String schedule,
        boolean enabled,
        @Nullable Pause pause,
        @Nullable Run lastRun,
        @Nullable Instant nextRunAt,
        @Nullable String detail) {
    /** Since when it is paused, by whom, and why, where that was said. */
    public record Pause(
            Instant since, String actor, @Nullable String reason) {
        public Pause {
            Objects.requireNonNull(since, "since");
            Objects.requireNonNull(actor, "actor");
        }

        /** As it is on record; null for none. */
        public static @Nullable Pause of(io.tekton.sharedservices.audit.@Nullable Pause pause) {
            return pause == null
                    ? null
                    : new Pause(pause.since(), pause.actor(), pause.reason().isEmpty() ? null : pause.reason());
        }
    }

    public JobStatus {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(schedule, "schedule");
    }
}
