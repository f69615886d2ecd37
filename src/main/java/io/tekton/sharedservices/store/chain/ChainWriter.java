package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.AuditException;
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

/**
 * Lengthens the journal within one transaction: gathers events, then writes them, makes the tables follow and moves the
 * head.
 */
public final class ChainWriter {
    private final Handle handle;
    private final String host;
    private final String bootId;
    private final List<AuditEvent> events = new ArrayList<>();
    private final List<Content> contents = new ArrayList<>();
    private ChainHead head;

    private ChainWriter(Handle handle, String host, String bootId, ChainHead head) {
        this.handle = handle;
        this.host = host;
        this.bootId = bootId;
        this.head = head;
    }

    /**
     * Reads the head and keeps others from moving it until the transaction is over.
     *
     * @param host the label that events carry
     */
    public static ChainWriter at(Handle handle, String host, String bootId) {
        List<ChainHead> heads = ChainHead.all(handle, Set.of("writing"));
        if (heads.size() != 1) {
            throw new AuditException("the journal has " + heads.size() + " heads, not one: nothing can be added to it");
        }
        return new ChainWriter(handle, host, bootId, heads.get(0));
    }

    public ChainWriter add(
            EventKind kind, String runId, @Nullable ProcessIdentity process, Instant at, Content content) {
        AuditEvent event = AuditEvent.after(
                head.hash(),
                head.installation(),
                head.epoch(),
                host,
                head.sequence() + 1,
                kind,
                runId,
                bootId,
                process,
                at,
                content.canonical());
        events.add(event);
        contents.add(content);
        head = new ChainHead(head.installation(), head.epoch(), event.sequence(), event.hash(), head.lastVerdict());
        return this;
    }

    /** @return the number of the first of so many verdicts */
    public long number(int verdicts) {
        long first = head.lastVerdict() + 1;
        head = new ChainHead(
                head.installation(), head.epoch(), head.sequence(), head.hash(), head.lastVerdict() + verdicts);
        return first;
    }

    /** Begins an epoch: a copy of this journal may go on elsewhere. */
    public void begin(String epoch, Instant at) {
        String before = head.epoch();
        head = new ChainHead(head.installation(), epoch, head.sequence(), head.hash(), head.lastVerdict());
        if (head.sequence() > 0) {
            add(EventKind.EPOCH_BEGUN, "epoch-" + epoch, null, at, new Content().with("before", before));
        }
        write();
        moveHead();
    }

    /** Where the journal ends once this is written. */
    public ChainHead head() {
        return head;
    }

    /** @throws AuditException if an event does not fit what is on record: the transaction must then be taken back */
    public void write() {
        if (events.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(Sql.query("add-event").plain());
        events.forEach(event -> batch.add(Rows.of(event)));
        batch.execute();
        SqlTables tables = new SqlTables(handle);
        Projector projector = new Projector(tables);
        for (int i = 0; i < events.size(); i++) {
            projector.project(events.get(i), contents.get(i));
        }
        tables.flush();
        moveHead();
        events.clear();
        contents.clear();
    }

    private void moveHead() {
        handle.createUpdate(Sql.query("move-head-of-chain").plain())
                .bindMap(Map.of(
                        "epoch",
                        head.epoch(),
                        "sequence",
                        head.sequence(),
                        "hash",
                        head.hash(),
                        "lastVerdict",
                        head.lastVerdict()))
                .execute();
    }
}
