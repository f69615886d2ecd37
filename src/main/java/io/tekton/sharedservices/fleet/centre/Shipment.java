package io.tekton.sharedservices.fleet.centre;

import org.jspecify.annotations.Nullable;

/**
 * What came of a batch of events.
 *
 * @param sequence where the chain ends at the centre now
 * @param hash of that event
 * @param why in words for people; null where all is well
 */
public record Shipment(
        Outcome outcome,
        long sequence,
        String hash,
        @Nullable String why) {
    /** As {@code ship_v1} in {@code sql/fleet} says them. */
    public enum Outcome {
        OK,
        /** The chain is new, and the event before the first one is not known there. */
        BASE,
        /** The events begin behind the end of the chain. */
        GAP,
        FORK,
        REFUSED
    }
}
