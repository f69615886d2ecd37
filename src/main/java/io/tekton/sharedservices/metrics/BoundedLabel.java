package io.tekton.sharedservices.metrics;

import java.util.HashSet;
import java.util.Set;

/** A label whose values strangers make up: beyond so many, all are {@link #OTHER}. Thread-safe. */
final class BoundedLabel {
    static final String OTHER = "other";

    private static final int MOST = 200;

    private final Set<String> known = new HashSet<>();

    synchronized String of(String value) {
        return known.contains(value) || (known.size() < MOST && known.add(value)) ? value : OTHER;
    }
}
