package io.tekton.sharedservices.schedule;

import io.tekton.sharedservices.schedule.due.Schedule;
import io.tekton.sharedservices.settings.SettingsReader;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * Whether and when a job runs.
 *
 * @param enabled whether the job exists at all
 */
public record JobSettings(boolean enabled, Schedule schedule) {
    /**
     * Reads {@code JOB.enabled} and {@code JOB.schedule}; faults stay with the reader.
     *
     * @param job the job's name, the prefix of its keys
     * @param now the time from which a cron expression's firings are computed
     */
    public static JobSettings read(
            SettingsReader reader, String job, String byDefault, Duration shortest, Instant now) {
        boolean enabled = reader.bool(job + ".enabled", true);
        Schedule schedule = reader.value(
                job + ".schedule", byDefault, text -> Schedule.parse(text, shortest, now, ZoneId::systemDefault));
        return new JobSettings(enabled, schedule);
    }
}
