package io.tekton.sharedservices.schedule;

import io.tekton.sharedservices.journal.Pause;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.TriggerRepair;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a job.
 *
 * @param schedule as it is written in the settings
 * @param pause null unless it is paused
 * @param lastRun the newest on record, whatever started it; null before the first
 * @param nextDue null while it is paused, or if its schedule has no firing left
 * @param runningSince null while no run is on
 * @param lastRepair the last time its trigger had to be set again; null for never
 * @param overdue whether it was found to be due and not begun for longer than a moment
 */
public record JobStatus(
        String name,
        String schedule,
        @Nullable Pause pause,
        @Nullable Run lastRun,
        @Nullable Instant nextDue,
        @Nullable Instant runningSince,
        @Nullable TriggerRepair lastRepair,
        boolean overdue) {
    public boolean isPaused() {
        return pause != null;
    }
}
