package io.tekton.sharedservices.api;

import io.tekton.sharedservices.configsync.SyncRequest;
import io.tekton.sharedservices.configsync.UndoRequest;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings;
import io.tekton.sharedservices.journal.Trigger;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request to the daemon for a configuration sync.
 *
 * @param actor who asks, for the record
 * @param dryRun null leaves it to the daemon's settings
 * @param force also without a flag
 * @param acceptConfig also where the configuration has lost its components
 * @param acceptRegistry also where the registry has lost most of the components whose processes live
 * @param undo put a backup back instead; then none of the three before applies
 * @param version of an undo; null for the newest that fits
 */
public record SyncOrder(
        String actor,
        @Nullable Boolean dryRun,
        boolean force,
        boolean acceptConfig,
        boolean acceptRegistry,
        boolean undo,
        @Nullable Long version,
        ClientContext asker) {
    public SyncOrder {
        if (version != null && (!undo || version < 1)) {
            throw new IllegalArgumentException("version must be at least 1, and only an undo has one");
        }
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(asker, "asker");
    }

    /** A dry run that shows what this would do, without a flag too. */
    public SyncOrder rehearsal() {
        return new SyncOrder(actor, true, true, false, false, false, null, asker);
    }

    /** The run that this comes to under these settings. */
    public SyncRequest under(ConfigSyncSettings settings) {
        return new SyncRequest(
                Trigger.MANUAL,
                actor,
                Objects.requireNonNullElse(dryRun, settings.dryRun()),
                force,
                acceptConfig,
                acceptRegistry);
    }

    /** The undo that this comes to under these settings. */
    public UndoRequest undoUnder(ConfigSyncSettings settings) {
        return new UndoRequest(actor, version, Objects.requireNonNullElse(dryRun, settings.dryRun()));
    }

    /** The same order of another asker. */
    public SyncOrder askedBy(ClientContext other) {
        return new SyncOrder(actor, dryRun, force, acceptConfig, acceptRegistry, undo, version, other);
    }
}
