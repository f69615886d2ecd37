package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.store.sql.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Lengthens one host's chain within one transaction: gathers events, then writes them and moves the head. */
public final class ChainWriter {
    private final Handle handle;
    private final String host;
    private final String bootId;
    private final boolean isNew;
    private final List<AuditEvent> events = new ArrayList<>();
    private long sequence;
    private String head;

    private ChainWriter(Handle handle, String host, String bootId, boolean isNew, ChainHead head) {
        this.handle = handle;
        this.host = host;
        this.bootId = bootId;
        this.isNew = isNew;
        this.sequence = head.sequence();
        this.head = head.hash();
    }

    /** Where a chain ends. */
    public record ChainHead(long sequence, String hash) {
        public static final ChainHead NONE = new ChainHead(0, AuditEvent.GENESIS);
    }

    /** Reads the head and keeps others from moving it until the transaction is over. */
    public static ChainWriter at(Handle handle, String host, String bootId) {
        ChainHead head = head(handle, host, Set.of("writing"));
        return new ChainWriter(handle, host, bootId, head == null, head == null ? ChainHead.NONE : head);
    }

    public static @Nullable ChainHead head(Handle handle, String host, Set<String> words) {
        return handle.createQuery(Sql.query("head-of-chain").with(words))
                .bind("host", host)
                .map((rows, context) -> new ChainHead(rows.getLong("head_sequence"), rows.getString("head_hash")))
                .findOne()
                .orElse(null);
    }

    public ChainWriter add(EventKind kind, String runId, @Nullable ProcessIdentity process, Instant at, String facts) {
        AuditEvent event = AuditEvent.after(head, host, sequence + 1, kind, runId, bootId, process, at, facts);
        events.add(event);
        sequence = event.sequence();
        head = event.hash();
        return this;
    }

    /** Where the chain ends once this is written. */
    public ChainHead head() {
        return new ChainHead(sequence, head);
    }

    public void write() {
        if (events.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(Sql.query("add-event").plain());
        events.forEach(event -> batch.add(Rows.of(event)));
        batch.execute();
        handle.createUpdate(
                        Sql.query(isNew ? "begin-chain" : "move-head-of-chain").plain())
                .bindMap(Map.of("host", host, "sequence", sequence, "hash", head))
                .execute();
        events.clear();
    }
}
