package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.json.RecordCodec;
import org.jspecify.annotations.Nullable;

/**
 * What a verification found of one journal at the centre.
 *
 * @param chain the centre's number of it; 0 where the centre has nothing of it
 * @param events where it ends
 * @param head the hash of its last event
 * @param ownHead the last event by the host's own word at its last heartbeat; null where the host goes on in another
 *     epoch, or was not seen
 * @param lag how many events the host had beyond the end here then, which is no fault; null with {@code ownHead}
 * @param firstBroken null where the chain is whole, and the tables are as it says
 * @param difference what is wrong with that event, or with the rows that it made
 * @param note what was wrong and is right again, in words; null for nothing
 */
public record ChainResult(
        long chain,
        String host,
        String installation,
        String epoch,
        long events,
        String head,
        @Nullable Long ownHead,
        @Nullable Long lag,
        @Nullable Long firstBroken,
        @Nullable String difference,
        @Nullable String note) {
    public static final RecordCodec<ChainResult> CODEC =
            RecordCodec.of(ChainResult.class).optional("ownHead", "lag", "firstBroken", "difference", "note");

    /** Whether nothing is wrong with it. */
    public boolean intact() {
        return firstBroken == null;
    }

    /** The same, broken from that event on. */
    ChainResult broken(long sequence, @Nullable String why) {
        return new ChainResult(
                chain, host, installation, epoch, events, head, ownHead, lag, sequence, why == null ? "?" : why, note);
    }
}
