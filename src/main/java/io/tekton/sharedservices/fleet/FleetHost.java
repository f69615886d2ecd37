package io.tekton.sharedservices.fleet;

import io.tekton.sharedservices.json.RecordCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A host as the centre sees it.
 *
 * @param name under which it was enrolled
 * @param why what is wrong, in words for people; null where nothing is
 * @param seenAt its last heartbeat, by the centre's clock; with all that it says of itself null where there was none
 * @param label the name that it has in its own records
 * @param settingsDigest of its settings in force
 * @param unshipped events that the centre had not at the last heartbeat
 * @param unshippedSince when the oldest of them happened
 * @param clockAheadMillis of its clock to the centre's; the way of a message is part of it
 * @param shippedSequence the last event that the centre has; 0 for none
 * @param headSequence the last event of its journal at the last heartbeat
 * @param verifiedAt when its journal at the centre was verified last
 */
public record FleetHost(
        String name,
        HostState state,
        @Nullable String why,
        boolean keeper,
        @Nullable Instant seenAt,
        @Nullable String label,
        @Nullable String version,
        @Nullable String settingsDigest,
        @Nullable Instant lastCleanupAt,
        @Nullable String lastCleanupOutcome,
        @Nullable Long lastCleanupOrphans,
        long openRuns,
        long unshipped,
        @Nullable Instant unshippedSince,
        long shippedSequence,
        long headSequence,
        @Nullable Long clockAheadMillis,
        boolean pausedByFleet,
        @Nullable Instant verifiedAt,
        @Nullable String installation,
        @Nullable String epoch,
        Instant enrolledAt,
        @Nullable Instant retiredAt) {
    /** What waits for longer is a reason to look. */
    public static final Duration LAGGING_AFTER = Duration.ofMinutes(15);

    public static final RecordCodec<FleetHost> CODEC = RecordCodec.of(FleetHost.class)
            .as("state", String.class, HostState::word, FleetHost::state)
            .optional(
                    "why",
                    "seenAt",
                    "label",
                    "version",
                    "settingsDigest",
                    "lastCleanupAt",
                    "lastCleanupOutcome",
                    "lastCleanupOrphans",
                    "unshippedSince",
                    "clockAheadMillis",
                    "verifiedAt",
                    "installation",
                    "epoch",
                    "retiredAt");

    private static HostState state(String word) {
        return Arrays.stream(HostState.values())
                .filter(known -> known.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the state '" + word + "' of a host is not known"));
    }
}
