package io.tekton.sharedservices.cleanup.owner;

import io.tekton.sharedservices.process.ProcessIdentity;
import java.util.Map;

/**
 * A process that was seen below owners.
 *
 * @param nearest the owner next above it; the first one stays if it ends and another adopts the process
 * @param sightings in how many samples it was seen with its present parent, at most {@link #STABLE}
 * @param ties to each owner that it was ever seen below; never empty
 */
public record SeenBelow(
        ProcessIdentity identity, ProcessIdentity nearest, int sightings, Map<ProcessIdentity, Tie> ties) {
    /** A parent seen in this many samples is not the short-lived one of a double fork. */
    public static final int STABLE = 2;

    public SeenBelow {
        ties = Map.copyOf(ties);
        if (!ties.containsKey(nearest)) {
            throw new IllegalArgumentException("the nearest owner is one of those that it was seen below");
        }
    }

    /**
     * How it was below one owner.
     *
     * @param parent its parent when it was last seen below this owner
     * @param left whether it was seen with another parent while this owner still lived
     */
    public record Tie(ProcessIdentity parent, boolean left) {}
}
