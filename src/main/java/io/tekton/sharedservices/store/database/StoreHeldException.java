package io.tekton.sharedservices.store.database;

import io.tekton.sharedservices.store.sql.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Another process held the store for as long as this one was willing to wait. */
public final class StoreHeldException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Holder holder;

    /** @param patience how long it was waited */
    public StoreHeldException(Path folder, Duration patience, @Nullable Holder holder) {
        super("the store in " + folder + " is held by "
                + (holder == null
                        ? "another process"
                        : "pid " + holder.pid() + ", " + holder.command() + ", since " + holder.since())
                + "; waited " + patience.toMillis() / 1000.0 + " s");
        this.holder = holder;
    }

    /** What the holder wrote about itself: information, no proof. Null where it has not written it yet. */
    public @Nullable Holder holder() {
        return holder;
    }

    /**
     * Who holds a store.
     *
     * @param since when it took the store
     * @param command what it said that it is doing, control characters replaced
     */
    public record Holder(long pid, Instant since, String command) {
        /** What a daemon says that it is doing. */
        public static final String DAEMON = "shared-services run (the daemon)";

        public boolean isDaemon() {
            return command.equals(DAEMON);
        }
    }
}
