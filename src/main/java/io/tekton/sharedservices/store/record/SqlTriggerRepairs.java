package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.TriggerRepair;
import io.tekton.sharedservices.journal.codec.AsideCodecs;
import io.tekton.sharedservices.store.chain.ChainWriter;
import io.tekton.sharedservices.store.chain.Content;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.chain.Table;
import io.tekton.sharedservices.store.database.Database;
import io.tekton.sharedservices.store.sql.Sql;
import java.util.Optional;

/**
 * The triggers of a host that were set anew, in a table. Every method throws
 * {@link io.tekton.sharedservices.journal.AuditException} if the store cannot be read or written. Thread-safe.
 */
public final class SqlTriggerRepairs {
    private final Database database;
    private final String host;
    private final String bootId;

    public SqlTriggerRepairs(Database database, String host, String bootId) {
        this.database = database;
        this.host = host;
        this.bootId = bootId;
    }

    /** Durable once this returns. */
    public void add(TriggerRepair repair) {
        database.write("that the trigger of " + repair.job() + " was set anew", handle -> {
            ChainWriter chain = ChainWriter.at(handle, host, bootId);
            String subject = Table.TRIGGER_REPAIR.subject(chain.head().sequence() + 1);
            Content content = new Content().with("job", repair.job()).with("why", repair.why());
            chain.add(EventKind.TRIGGER_REPAIRED, subject, null, repair.at(), content)
                    .write();
            return subject;
        });
    }

    /** The one recorded last, whatever the clock was set to; empty where there was none. */
    public Optional<TriggerRepair> last(String job) {
        return database.read(
                "the last repair of the trigger of " + job,
                handle -> Sql.query("last-trigger-repair")
                        .on(handle)
                        .bind("host", host)
                        .bind("job", job)
                        .map(Rows.as("trigger repair", AsideCodecs.TRIGGER_REPAIR))
                        .findOne());
    }
}
