package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.store.chain.Rows;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Keeps a purge from what is not shipped yet.
 *
 * @param shipped the last event that the centre has
 * @param atMost how much longer than its age allows a run is kept for that; what belongs to no run is kept until it is
 *     shipped
 */
public record Hold(long shipped, Duration atMost) {
    /** Nothing is shipped anywhere. */
    public static final Hold NONE = new Hold(Long.MAX_VALUE, Duration.ZERO);

    void bind(Map<String, Object> values, Instant before) {
        values.put("shipped", shipped);
        values.put("heldBefore", Rows.time(before.minus(atMost)));
    }

    boolean allows(Map<Long, String> links) {
        return links.keySet().stream().allMatch(sequence -> sequence <= shipped);
    }
}
