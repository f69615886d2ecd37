package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.journal.AuditException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The ends of runs that could not be put on record when they came, such as on a full disk: kept until they can be. What
 * is still here when the process ends is ABANDONED at the next start. Thread-safe.
 */
public final class PendingWrites {
    private final Deque<Runnable> ends = new ArrayDeque<>();

    /**
     * @param writing writes one end, and may be called again after it has failed; throws {@link AuditException} if it
     *     does
     */
    public synchronized void keep(Runnable writing) {
        ends.add(writing);
    }

    /**
     * Writes what is kept, in order, as far as it can be written.
     *
     * @return how many ends are still kept
     */
    public synchronized int write() {
        while (!ends.isEmpty()) {
            try {
                ends.element().run();
                ends.remove();
            } catch (AuditException e) {
                // Still no room; the next call comes.
                return ends.size();
            }
        }
        return 0;
    }
}
