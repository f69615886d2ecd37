package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.store.sql.Sql;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Where the journal ends, and whose it is.
 *
 * @param installation random, made with the store; stays when a store is set aside or restored
 * @param epoch random, made anew when a store is made or restored: two copies of one store never have the same
 * @param sequence of the last event; 0 where there is none
 * @param hash of the last event
 * @param lastVerdict the highest number that a verdict ever had
 */
public record ChainHead(String installation, String epoch, long sequence, String hash, long lastVerdict) {
    /** @throws AuditException if there is not one */
    public static ChainHead one(Handle handle) {
        List<ChainHead> heads = all(handle, Set.of());
        if (heads.size() != 1) {
            throw new AuditException("the journal has " + heads.size() + " heads, not one");
        }
        return heads.get(0);
    }

    /** One, in a whole store. */
    public static List<ChainHead> all(Handle handle, Set<String> words) {
        return Sql.query("head-of-chain")
                .on(handle, words)
                .map((rows, context) -> new ChainHead(
                        rows.getString("installation"),
                        rows.getString("epoch"),
                        rows.getLong("head_sequence"),
                        rows.getString("head_hash"),
                        rows.getLong("last_verdict")))
                .list();
    }
}
