package io.tekton.sharedservices.client;

import io.tekton.sharedservices.store.database.StoreHeldException.Holder;
import io.tekton.sharedservices.store.database.StoreLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;

/** Finds the daemon that holds the store of a state folder, whatever {@code daemon.json} says. */
final class StoreHolder {
    private StoreHolder() {}

    /** The daemon that holds the store now; empty where none does, or where that is not certain. */
    static Optional<Holder> daemon(Path stateFolder) {
        try {
            return StoreLock.lastHolder(stateFolder)
                    .filter(Holder::isDaemon)
                    .filter(holder -> StoreLock.isHeldBy(stateFolder, holder.pid()));
        } catch (IOException e) {
            LogManager.getLogger(StoreHolder.class).debug("who holds the store cannot be read", e);
            return Optional.empty();
        }
    }

    /** What to do about a {@code daemon.json} that is damaged. */
    static String advice(Path stateFolder) {
        return daemon(stateFolder)
                .map(holder -> "The daemon of this state folder is pid " + holder.pid() + ": stop it with: kill "
                        + holder.pid() + ". Then delete the file")
                .orElseGet(() -> StoreLock.isHeld(stateFolder)
                        ? "Some process holds the store of this state folder: \"shared-services doctor\" says what is"
                                + " known of it. Once it has ended, delete the file"
                        : "No daemon holds the store of this state folder: delete the file");
    }
}
