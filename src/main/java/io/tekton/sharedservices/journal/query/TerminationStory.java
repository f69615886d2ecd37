package io.tekton.sharedservices.journal.query;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Termination;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that is on record about one termination.
 *
 * @param run the run that it belongs to
 * @param events its own links of the chain, oldest first; empty for a dry run
 * @param settings what the daemon worked under when the run began, by key, secrets masked; empty where that is not on
 *     record
 * @param settingsSince when those had come into force; null where they are not on record
 */
public record TerminationStory(
        Termination termination,
        Run run,
        List<AuditEvent> events,
        Map<String, String> settings,
        @Nullable Instant settingsSince) {
    public TerminationStory {
        events = List.copyOf(events);
        settings = new TreeMap<>(settings);
    }
}
