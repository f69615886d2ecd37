package io.tekton.sharedservices.api;

import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.cleanup.verdict.InService;
import io.tekton.sharedservices.journal.Trigger;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request to the daemon for a manual cleanup. What is null comes from the daemon's settings.
 *
 * @param actor who asks, for the record
 * @param force run within the hour after the last live cleanup
 * @param acceptRegistry accept the registry as it is read now, for this run and as the believed one
 */
public record CleanupOrder(
        String actor,
        @Nullable Boolean dryRun,
        @Nullable Duration minAge,
        @Nullable Duration grace,
        @Nullable Duration confirmAfter,
        @Nullable Integer maxTerminations,
        boolean force,
        @Nullable InService inService,
        boolean acceptRegistry,
        ClientContext asker) {
    public CleanupOrder {
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(asker, "asker");
    }

    /** A cleanup as the settings have it, of nobody that must be spared. */
    public static CleanupOrder usual(String actor, boolean force) {
        return new CleanupOrder(actor, null, null, null, null, null, force, null, false, ClientContext.UNKNOWN);
    }

    /** The run that this comes to under these settings. */
    public CleanupRequest under(CleanupSettings settings) {
        boolean dry = Objects.requireNonNullElse(dryRun, settings.dryRun());
        CleanupRequest usual = CleanupRequest.manual(settings, actor, dry);
        return new CleanupRequest(
                Trigger.MANUAL,
                actor,
                dry,
                Objects.requireNonNullElse(minAge, usual.minAge()),
                Objects.requireNonNullElse(grace, usual.grace()),
                Objects.requireNonNullElse(confirmAfter, usual.confirmAfter()),
                Objects.requireNonNullElse(maxTerminations, usual.maxTerminations()),
                force,
                Objects.requireNonNullElse(inService, usual.inService()),
                acceptRegistry);
    }

    /** The same as a dry run that judges once. */
    public CleanupOrder rehearsed() {
        return new CleanupOrder(
                actor, true, minAge, grace, null, maxTerminations, force, inService, acceptRegistry, asker);
    }

    /** The same order of another asker. */
    public CleanupOrder askedBy(ClientContext other) {
        return new CleanupOrder(
                actor, dryRun, minAge, grace, confirmAfter, maxTerminations, force, inService, acceptRegistry, other);
    }
}
