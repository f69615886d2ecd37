package io.tekton.sharedservices.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration sync is about to write, or would write in a dry run. On record before the file is touched.
 *
 * @param flaggedAt when the update flag was raised, by its own timestamp or else by the file's time; null for a run
 *     without a flag
 * @param file the configuration file, absolute
 * @param changes in the order of the file; empty where nothing is to be written
 * @param difference the same as people read differences: a unified text, line feeds inside; empty where there is none
 */
public record SyncRecord(@Nullable Instant flaggedAt, String file, List<ConfigChange> changes, String difference) {
    public SyncRecord {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(difference, "difference");
        changes = List.copyOf(changes);
    }

    /**
     * From the flag to the end of a run that brought what the flag called for. Empty for a run without a flag, a dry
     * one, and one that did not succeed; never negative, though the two moments may come from two clocks.
     */
    public Optional<Duration> latency(Run run) {
        Instant finishedAt = run.finishedAt();
        if (flaggedAt == null || finishedAt == null || run.dryRun() || run.outcome() != RunOutcome.SUCCEEDED) {
            return Optional.empty();
        }
        Duration latency = Duration.between(flaggedAt, finishedAt);
        return Optional.of(latency.isNegative() ? Duration.ZERO : latency);
    }
}
