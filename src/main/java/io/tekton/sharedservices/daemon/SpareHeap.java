package io.tekton.sharedservices.daemon;

import java.time.Duration;

/**
 * Gives the host back what a run needed of the heap. The serial collector collects, and shrinks the heap, only when the
 * heap is full, which takes an idle daemon days after a large sync; other collectors have a setting for it. A
 * collection of 12 MB takes 25 ms. For one thread.
 */
final class SpareHeap {
    static final Duration INTERVAL = Duration.ofMinutes(10);

    private Duration lastAt;

    /** @param now a reading that only grows, such as the host's uptime */
    SpareHeap(Duration now) {
        this.lastAt = now;
    }

    /** Collects the garbage if the last collection of this kind is long enough ago. */
    void giveBack(Duration now) {
        if (now.minus(lastAt).compareTo(INTERVAL) >= 0) {
            lastAt = now;
            System.gc();
        }
    }
}
