package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.configsync.file.LastSyncedConfig;
import io.tekton.sharedservices.configsync.file.SyncPlaces;
import io.tekton.sharedservices.configsync.file.UpdateFlag;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** What the first sync of a configuration is about to do, in one line: for people who have not seen one yet. */
public final class FirstSync {
    private final SyncPlaces places;
    private final UpdateFlag flag;

    public FirstSync(SyncPlaces places, Clock clock) {
        this.places = places;
        this.flag = new UpdateFlag(places.flag(), clock);
    }

    /**
     * The line; empty if a sync has written this configuration before or found it synchronised, or if nothing requests
     * a sync.
     *
     * @param force whether one is asked for without a flag
     */
    public Optional<String> sentence(boolean force) {
        boolean untouched = !LastSyncedConfig.isThere(places.backups(), target());
        return untouched && (force || flag.isRaised())
                ? Optional.of("first sync of " + places.config()
                        + ": port, active and metadata of each component are taken from " + places.registry()
                        + ", and components that it lacks are added. All else stays, and the version in place is "
                        + "kept in "
                        + places.backups() + ": \"sync --undo\" puts it back")
                : Optional.empty();
    }

    private Path target() {
        try {
            return places.config().toRealPath();
        } catch (IOException e) {
            // not there yet: a sync makes it under this name
            return places.config();
        }
    }
}
