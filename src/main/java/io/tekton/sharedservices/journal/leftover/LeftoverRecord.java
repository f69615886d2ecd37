package io.tekton.sharedservices.journal.leftover;

import java.util.List;

/**
 * What is on record of one run on leftovers.
 *
 * @param leftovers what was judged, in that order
 * @param actions what was done, in that order
 */
public record LeftoverRecord(List<RecordedLeftover> leftovers, List<LeftoverAction> actions) {
    public static final LeftoverRecord EMPTY = new LeftoverRecord(List.of(), List.of());

    public LeftoverRecord {
        leftovers = List.copyOf(leftovers);
        actions = List.copyOf(actions);
    }
}
