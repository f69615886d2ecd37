package io.tekton.sharedservices.client;

import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.ProcessTableException;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.store.database.StoreHeldException.Holder;
import io.tekton.sharedservices.store.database.StoreLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;

/** Finds the daemon that holds the store of a state folder, whatever {@code daemon.json} says. */
final class StoreHolder {
    /** The start of a process is known to a clock tick, and a clock may have been set since. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private StoreHolder() {}

    /**
     * The daemon that holds the store now; empty where none does, or where it is a daemon of another PID namespace. The
     * lock is asked last: after a clean stop its file still names the daemon that has ended.
     */
    static Optional<Holder> daemon(Path stateFolder, Supplier<ProcessTable> processes) {
        try {
            return StoreLock.lastHolder(stateFolder)
                    .filter(Holder::isDaemon)
                    .filter(holder -> lives(holder, processes.get()))
                    .filter(holder -> StoreLock.isHeld(stateFolder));
        } catch (IOException | ProcessTableException e) {
            LogManager.getLogger(StoreHolder.class).debug("who holds the store cannot be read", e);
            return Optional.empty();
        }
    }

    /** A process that began after the store was taken has the pid of a daemon that has ended. */
    private static boolean lives(Holder holder, ProcessTable table) {
        return holder.pid() == (int) holder.pid()
                && table.read((int) holder.pid()) instanceof Reading.Present<ProcessSnapshot> present
                && !present.value().node().zombie()
                && !present.value().startedAt().minus(TOLERANCE).isAfter(holder.since());
    }
}
