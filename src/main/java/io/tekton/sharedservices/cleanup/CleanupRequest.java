package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.verdict.InService;
import io.tekton.sharedservices.journal.Trigger;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One cleanup that somebody or something asked for.
 *
 * @param actor who asked, for the record
 * @param dryRun decide and record, signal nothing
 * @param confirmAfter the time between the two judgements; zero judges twice without a pause, except in a dry run,
 *     which then judges once
 * @param force run within the hour after the last live cleanup
 * @param inService what it means that a process serves its own port or socket
 * @param acceptRegistry an operator accepts the registry as it is read now, even if the guards would refuse it
 */
public record CleanupRequest(
        Trigger trigger,
        String actor,
        boolean dryRun,
        Duration minAge,
        Duration grace,
        Duration confirmAfter,
        int maxTerminations,
        boolean force,
        InService inService,
        boolean acceptRegistry) {
    /** What a manual cleanup waits between its two judgements. */
    public static final Duration MANUAL_CONFIRM_AFTER = Duration.ofSeconds(1);

    public CleanupRequest {
        Objects.requireNonNull(trigger, "trigger");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(inService, "inService");
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
                false,
                settings.inService(),
                false);
    }

    /** The same with an operator's word on the registry, and on services where one is given. */
    public CleanupRequest with(boolean accept, @Nullable InService services) {
        return new CleanupRequest(
                trigger,
                actor,
                dryRun,
                minAge,
                grace,
                confirmAfter,
                maxTerminations,
                force,
                Objects.requireNonNullElse(services, inService),
                accept);
    }
}
