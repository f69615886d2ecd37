package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.json.RecordCodec;
import org.jspecify.annotations.Nullable;

/**
 * What a verification found of one journal at the centre.
 *
 * @param chain the centre's number of it
 * @param events where it ends
 * @param head the hash of its last event
 * @param ownHead the last event by the host's own word at its last heartbeat; null where the host goes on in another
 *     epoch, or was not seen
 * @param firstBroken null where the chain is whole
 * @param difference what is wrong with that event
 */
public record ChainResult(
        long chain,
        String host,
        String installation,
        String epoch,
        long events,
        String head,
        @Nullable Long ownHead,
        @Nullable Long firstBroken,
        @Nullable String difference) {
    public static final RecordCodec<ChainResult> CODEC =
            RecordCodec.of(ChainResult.class).optional("ownHead", "firstBroken", "difference");

    /** Whether nothing is wrong with it. */
    public boolean intact() {
        return firstBroken == null;
    }
}
