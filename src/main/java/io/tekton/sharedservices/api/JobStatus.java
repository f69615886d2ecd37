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
 * @param lastRun the newest run on record, one that is on included; null where there was none
 * @param nextRunAt null where none is planned, for instance since the job is paused
 * @param detail a sentence where the job is off for a reason of its own; null elsewhere
 * @param lastRepair the last time its trigger would not have fired any more and was set anew; null for never
 */
public record JobStatus(
        String name,
        String schedule,
        boolean enabled,
        @Nullable Pause pause,
        @Nullable Run lastRun,
        @Nullable Instant nextRunAt,
        @Nullable String detail,
        @Nullable Repair lastRepair) {
    /** Since when it is paused, by whom, and why, where that was said. */
    public record Pause(
            Instant since, String actor, @Nullable String reason) {
        public Pause {
            Objects.requireNonNull(since, "since");
            Objects.requireNonNull(actor, "actor");
        }
    }

    /** When its trigger was set anew, and what was wrong with it. */
    public record Repair(Instant at, String why) {
        public Repair {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(why, "why");
        }
    }

    public JobStatus {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(schedule, "schedule");
    }

    /** One whose trigger never had to be set anew. */
    public JobStatus(
            String name,
            String schedule,
            boolean enabled,
            @Nullable Pause pause,
            @Nullable Run lastRun,
            @Nullable Instant nextRunAt,
            @Nullable String detail) {
        this(name, schedule, enabled, pause, lastRun, nextRunAt, detail, null);
    }
}
