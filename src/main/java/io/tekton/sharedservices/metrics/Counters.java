package io.tekton.sharedservices.metrics;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Numbers that only grow, each under its labels. What strangers name is bounded: beyond so many combinations all is
 * counted as {@link #OTHER}.
 */
public final class Counters {
    static final String OTHER = "other";

    private static final int MOST = 200;

    private final Map<List<String>, LongAdder> counts = new ConcurrentHashMap<>();

    public void add(long number, String... labels) {
        List<String> key = List.of(labels);
        if (counts.size() >= MOST && !counts.containsKey(key)) {
            key = Collections.nCopies(labels.length, OTHER);
        }
        counts.computeIfAbsent(key, any -> new LongAdder()).add(number);
    }

    /** From 0 on, so that the first one counts as growth. */
    void expect(String... labels) {
        add(0, labels);
    }

    /** By their labels, in a steady order. */
    public Map<List<String>, Long> all() {
        Map<List<String>, Long> all =
                new TreeMap<>((a, b) -> Arrays.compare(a.toArray(new String[0]), b.toArray(new String[0])));
        counts.forEach((labels, count) -> all.put(labels, count.sum()));
        return all;
    }
}
