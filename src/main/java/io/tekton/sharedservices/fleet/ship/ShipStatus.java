package io.tekton.sharedservices.fleet.ship;

import io.tekton.sharedservices.journal.AuditException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the shipping is.
 *
 * @param host the enrolled name; null while it is not known
 * @param contactAt when the centre answered last, in this process; null where it has not
 * @param shipped the last event that the centre has
 * @param head the last event of the journal, when it was read last
 * @param unshippedSince when the oldest event that waits happened; null where none waits
 * @param clockAheadMillis of this host's clock to the centre's; null while it is not known
 * @param problem in words for people; null where all is well
 */
public record ShipStatus(
        State state,
        @Nullable String host,
        @Nullable Instant contactAt,
        long shipped,
        long head,
        @Nullable Instant unshippedSince,
        @Nullable Long clockAheadMillis,
        @Nullable String problem) {
    /** What there is to know at once. */
    public enum State {
        /** Nothing was tried yet. */
        STARTING,
        CONNECTED,
        /** The centre cannot be reached; it is tried again. */
        AWAY,
        /** The centre does not let this host in, does not prove who it is, or has not what the host needs. */
        DENIED,
        /** The centre refuses an event. */
        REFUSED,
        FORKED,
        CLONED
    }

    static final ShipStatus STARTING = new ShipStatus(State.STARTING, null, null, 0, 0, null, null, null);

    /**
     * The same, with what was recorded since; as it is where the journal cannot be read, for the store reports that.
     */
    ShipStatus with(Journal journal) {
        try {
            long end = journal.head().sequence();
            if (state == State.STARTING || end == head) {
                return this;
            }
            Instant since = unshippedSince == null ? journal.timeAfter(shipped) : unshippedSince;
            return new ShipStatus(state, host, contactAt, shipped, end, since, clockAheadMillis, problem);
        } catch (AuditException e) {
            return this;
        }
    }

    /** How many events wait. */
    public long unshipped() {
        return Math.max(0, head - shipped);
    }
}
