package io.tekton.sharedservices.fleet.centre;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a host says of itself.
 *
 * @param holder random, new with each process that holds the store
 * @param label the host's name
 * @param settingsDigest of the settings in force, so that drift shows
 * @param acknowledged the last event that the centre had confirmed, by what the host remembers; 0 for none
 * @param unshipped how many events the centre has not
 * @param unshippedSince when the oldest of them happened
 * @param pausedByFleet whether it follows the fleet's advice to pause
 */
public record Heartbeat(
        String installation,
        String epoch,
        String holder,
        String label,
        String version,
        String settingsDigest,
        long heartbeatSeconds,
        Instant at,
        long headSequence,
        String headHash,
        long acknowledged,
        @Nullable String acknowledgedHash,
        long unshipped,
        @Nullable Instant unshippedSince,
        long openRuns,
        @Nullable Instant lastCleanupAt,
        @Nullable String lastCleanupOutcome,
        @Nullable Long lastCleanupOrphans,
        boolean pausedByFleet) {
    /**
     * What the centre answers.
     *
     * @param now the centre's clock
     * @param host the enrolled name
     * @param sequence where the chain ends there; 0 where there is none
     * @param hash of that event
     * @param state {@code OK}, {@code FORK} or {@code CLONE}
     * @param pause the advice in force; null for none
     */
    public record Answer(
            Instant now,
            String host,
            long sequence,
            String hash,
            String state,
            @Nullable String why,
            @Nullable Advice pause) {}

    /** To pause: the only thing that a centre can ask of a host. */
    public record Advice(long id, String reason, String actor, Instant since) {}
}
