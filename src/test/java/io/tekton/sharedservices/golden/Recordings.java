package io.tekton.sharedservices.golden;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Recordings by the names of their golden files. */
final class Recordings {
    private final Steady steady;
    private final Map<String, Recording> recordings = new TreeMap<>();

    Recordings(Steady steady) {
        this.steady = steady;
    }

    Recording of(String name) {
        return recordings.computeIfAbsent(name, any -> new Recording(steady));
    }

    Set<String> names() {
        return recordings.keySet();
    }

    void forEach(BiConsumer<String, Recording> action) {
        recordings.forEach(action);
    }
}
