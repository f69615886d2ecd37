package io.tekton.sharedservices.api;

import io.tekton.sharedservices.journal.Run;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The status of a job.
 *
 * @param schedule as it is written in the settings
 * @param enabled whether the settings let it exist
 * @param pause null unless somebody paused it
 * @param lastRun the newest that began by schedule or was live, a run in progress included; null if none. A manual dry
 *     run, or a run that was refused or skipped, does not show the job's health
 * @param nextRunAt null where none is planned, for instance since the job is paused
 * @param detail a sentence if the job has its own reason to be off; else null
 * @param lastRepair the last time its trigger would no longer have fired and was set again; null for never
 * @param ticks null for a job whose every tick is a run, and where no daemon runs
 */
public record JobStatus(
        String name,
        String schedule,
        boolean enabled,
        @Nullable Pause pause,
        @Nullable Run lastRun,
        @Nullable Instant nextRunAt,
        @Nullable String detail,
        @Nullable Repair lastRepair,
        @Nullable Ticks ticks) {
    /**
     * How often a job has checked whether there is anything to do, since the daemon started. Checks that found nothing
     * leave no run.
     *
     * @param lastAt null before the first
     */
    public record Ticks(long count, @Nullable Instant lastAt) {}

    /** Since when it is paused, by whom, and why, where that was said. */
    public record Pause(
            Instant since, String actor, @Nullable String reason) {
        public Pause {
            Objects.requireNonNull(since, "since");
            Objects.requireNonNull(actor, "actor");
        }

        /** As it is on record; null for none. */
        public static @Nullable Pause of(io.tekton.sharedservices.journal.@Nullable Pause pause) {
            return pause == null
                    ? null
                    : new Pause(pause.since(), pause.actor(), pause.reason().isEmpty() ? null : pause.reason());
        }
    }

    /** When its trigger was set again, and what was wrong with it. */
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

    /** A job whose trigger never had to be set again, and whose every tick is a run. */
    public JobStatus(
            String name,
            String schedule,
            boolean enabled,
            @Nullable Pause pause,
            @Nullable Run lastRun,
            @Nullable Instant nextRunAt,
            @Nullable String detail) {
        this(name, schedule, enabled, pause, lastRun, nextRunAt, detail, null, null);
    }

    /** The warning that a job is due and has not begun. */
    public static String overdueWarning(String job) {
        return job + " is overdue";
    }
}
