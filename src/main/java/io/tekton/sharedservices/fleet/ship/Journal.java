package io.tekton.sharedservices.fleet.ship;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.query.PurgedRange;
import io.tekton.sharedservices.store.chain.ChainHead;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The journal that is shipped. Every method may throw an {@code AuditException} if it cannot be read. */
public interface Journal {
    ChainHead head();

    /** The events after a sequence, oldest first; some may have been purged. */
    List<AuditEvent> eventsAfter(long sequence, int limit);

    /** Every range of events that was purged. */
    List<PurgedRange> purgedRanges();

    Condition condition();

    /** When the first event after a sequence happened; null where there is none. */
    default @Nullable Instant timeAfter(long sequence) {
        return eventsAfter(sequence, 1).stream().findFirst().map(AuditEvent::at).orElse(null);
    }

    /** How the host is, for its heartbeat. */
    record Condition(
            long openRuns,
            @Nullable Instant lastCleanupAt,
            @Nullable String lastCleanupOutcome,
            @Nullable Long lastCleanupOrphans) {}
}
