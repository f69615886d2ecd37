package io.tekton.sharedservices.api;

import io.tekton.sharedservices.audit.Trigger;
import io.tekton.sharedservices.configsync.ConfigSyncSettings;
import io.tekton.sharedservices.configsync.SyncRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A configuration sync as it is asked of the daemon.
 *
 * @param actor who asks, for the record
 * @param dryRun null leaves it to the daemon's settings
 * @param force also without a flag
 * @param undo put the newest backup back instead; then neither of the other two counts
 */
public record SyncOrder(String actor, @Nullable Boolean dryRun, boolean force, boolean undo, Asker asker) {
    public SyncOrder {
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(asker, "asker");
    }

    /** The run that this comes to under these settings. */
    public SyncRequest under(ConfigSyncSettings settings) {
        return new SyncRequest(Trigger.MANUAL, actor, Objects.requireNonNullElse(dryRun, settings.dryRun()), force);
    }
}
