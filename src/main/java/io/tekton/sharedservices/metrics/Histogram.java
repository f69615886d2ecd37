package io.tekton.sharedservices.metrics;

import java.util.Arrays;

/** How measured values spread over classes. Thread-safe. */
final class Histogram {
    private final double[] bounds;
    private final long[] counts;
    private double sum;

    /** @param bounds the upper bound of each class but the last, ascending */
    Histogram(double... bounds) {
        this.bounds = bounds.clone();
        this.counts = new long[bounds.length + 1];
    }

    synchronized void add(double value) {
        int i = 0;
        while (i < bounds.length && value > bounds[i]) {
            i++;
        }
        counts[i]++;
        sum += value;
    }

    /**
     * What was measured so far.
     *
     * @param counts of each bucket by itself; the last has no bound
     */
    @SuppressWarnings("ArrayRecordComponent")
    record State(double[] bounds, long[] counts, double sum) {}

    synchronized State state() {
        return new State(bounds, Arrays.copyOf(counts, counts.length), sum);
    }
}
