package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.audit.Trigger;
import java.time.Duration;
import java.util.Objects;

/**
 * One cleanup that somebody or something asked for.
 *
 * @param actor who asked, for the record
 * @param dryRun decide and record, signal nothing
 * @param confirmAfter the time between the two judgements; zero judges twice without a pause, except in a dry run, which then
 *     judges once
 * @param force run within the hour after the last live cleanup
 */
public record CleanupRequest(
        Trigger trigger,
        String actor,
        boolean dryRun,
        Duration minAge,
        Duration grace,
        Duration confirmAfter,
        int maxTerminations,
        boolean force) {
    /** What a manual cleanup waits between its two judgements. */
    public static final Duration MANUAL_CONFIRM_AFTER = Duration.ofSeconds(1);

    public CleanupRequest {
        Objects.requireNonNull(trigger, "trigger");
        Objects.requireNonNull(actor, "actor");
        if (minAge.isNegative() || grace.isNegative() || confirmAfter.isNegative() || maxTerminations < 1) {
            throw new IllegalArgumentException("durations must not be negative and maxTerminations must be above 0");
        }
    }

    /** A cleanup by a person's command, as the settings have it; a dry one judges once, since nobody dies of it. */
    public static CleanupRequest manual(CleanupSettings settings, String actor, boolean dryRun) {
        return new CleanupRequest(
                Trigger.MANUAL,
                actor,
                dryRun,
                settings.minAge(),
                settings.grace(),
                dryRun ? Duration.ZERO : MANUAL_CONFIRM_AFTER,
                settings.maxTerminations(),
                false);
    }
}
