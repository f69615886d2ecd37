package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Makes the rows of all tables anew from the journal, within one transaction. */
public final class Rebuild {
    private Rebuild() {}

    /**
     * @param end where the journal must have come to at least; null where nothing says so
     * @return how many events the journal ever had
     * @throws AuditException if the journal itself was changed: the transaction must then be taken back
     */
    public static long run(Handle handle, @Nullable ChainHead end) {
        for (int i = Table.values().length - 1; i >= 0; i--) {
            handle.execute("DELETE FROM " + Table.values()[i].sql());
        }
        SqlTables tables = new SqlTables(handle);
        Projector projector = new Projector(tables);
        ChainCheck check = new ChainWalk(handle, end, (event, content) -> {
                    projector.project(event, content);
                    return null;
                })
                .walk();
        if (check instanceof Broken broken) {
            throw new AuditException("the tables cannot be made from the journal, which was changed itself at event "
                    + broken.sequence() + ": " + broken.difference());
        }
        tables.flush();
        return check instanceof ChainCheck.Intact intact ? intact.events() : 0;
    }
}
