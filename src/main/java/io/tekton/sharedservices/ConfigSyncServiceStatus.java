package io.tekton.sharedservices;

import io.tekton.sharedservices.journal.Run;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The status of an embedded {@link ConfigSyncService}.
 *
 * @param running whether it was started and not stopped since
 * @param syncingSince when the sync began that is on just now; null if none is
 * @param lastSync the newest one on record, by any user; while the service is not running, the newest that it knows of;
 *     null if there is none
 * @param checks how often it has checked for a flag since it was started; checks that found none leave no record
 * @param lastCheck when it did so last; null before the first time, and while the service is not running
 * @param nextCheck when it does so next, if nothing calls for it sooner; null while the service is not running, or
 *     while the job is paused or switched off
 * @param warnings what an operator should know, a sentence each; empty where all is well
 * @param settings every setting in force and its value, secrets masked; a setting without a value is left out
 */
public record ConfigSyncServiceStatus(
        boolean running,
        @Nullable Instant syncingSince,
        @Nullable Run lastSync,
        long checks,
        @Nullable Instant lastCheck,
        @Nullable Instant nextCheck,
        List<String> warnings,
        Map<String, String> settings) {
    public ConfigSyncServiceStatus {
        warnings = List.copyOf(warnings);
        settings = Map.copyOf(settings);
    }
}
