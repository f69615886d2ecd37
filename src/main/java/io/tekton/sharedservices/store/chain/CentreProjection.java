package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.EventKind;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Makes the rows of one journal in a fleet's centre, with the projector that makes those of a store, within one
 * transaction. What a host purged stays here: the centre has a retention of its own.
 */
public final class CentreProjection {
    private final Handle handle;
    private final String host;
    private final SqlTables tables;
    private final Projector projector;

    /**
     * @param host the enrolled name
     * @param lineage the number of the chain, and of those that it branches off, the nearest first
     */
    public CentreProjection(Handle handle, String host, List<Long> lineage) {
        this.handle = handle;
        this.host = host;
        this.tables = new SqlTables(handle);
        this.projector = new Projector(new CentreTables(tables, host, lineage, this::isOfHost));
    }

    private boolean isOfHost(String run) {
        tables.flush();
        return handle.createQuery("SELECT COUNT(*) FROM run WHERE id = :id AND host = :host")
                        .bind("id", run)
                        .bind("host", host)
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    /**
     * @throws io.tekton.sharedservices.journal.AuditException if the event does not fit those before it
     * @throws IllegalArgumentException if the content is none of such an event, or names what belongs to another host
     */
    public void project(AuditEvent event) {
        if (event.kind() != EventKind.PURGED) {
            projector.project(event, Content.read(event.facts()));
        }
    }

    /** Writes what waits; to be called at the end. */
    public void flush() {
        tables.flush();
    }
}
