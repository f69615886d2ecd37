package io.tekton.sharedservices.process;

import java.util.List;

/**
 * What a walk through all processes found.
 *
 * @param scanned processes that were scanned, other users' included
 * @param matches those whose command line the filter named, in order of pid
 * @param unreadable pids whose command line could not be read, or not in time: they match nothing
 */
public record Scan(int scanned, List<ProcessSnapshot> matches, List<Integer> unreadable) {
    public Scan {
        matches = List.copyOf(matches);
        unreadable = List.copyOf(unreadable);
    }
}
