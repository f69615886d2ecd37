package io.tekton.sharedservices;

import io.tekton.sharedservices.journal.Run;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The status of an embedded {@link OrphanCleanupService}.
 *
 * @param running whether it was started and not stopped since
 * @param cleaningSince when the cleanup began that is on just now; null if none is
 * @param lastCleanup the newest one on record, by any user, running ones included, but never a call that was refused or
 *     skipped; while the service is not running, the newest that it knows of; null if there is none
 * @param nextCleanup when the next is due; null while the service is not running, while the job is paused or switched
 *     off, or if its schedule has no firing left
 * @param settings every setting in force and its value, secrets masked; a setting without a value is left out
 */
public record CleanupServiceStatus(
        boolean running,
        @Nullable Instant cleaningSince,
        @Nullable Run lastCleanup,
        @Nullable Instant nextCleanup,
        Map<String, String> settings) {
    public CleanupServiceStatus {
        settings = Map.copyOf(settings);
    }
}
