package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.Intervention.Action;
import io.tekton.sharedservices.journal.Intervention.Outcome;
import io.tekton.sharedservices.journal.codec.AsideCodecs;
import io.tekton.sharedservices.store.chain.ChainWriter;
import io.tekton.sharedservices.store.chain.Content;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.chain.Table;
import io.tekton.sharedservices.store.database.Database;
import io.tekton.sharedservices.store.sql.Sql;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people asked of a host's jobs, in a table and in the chain. Every method throws
 * {@link io.tekton.sharedservices.journal.AuditException} if the store cannot be read or written. Thread-safe.
 */
public final class SqlInterventions {
    private final Database database;
    private final String host;
    private final String bootId;

    public SqlInterventions(Database database, String host, String bootId) {
        this.database = database;
        this.host = host;
        this.bootId = bootId;
    }

    /**
     * Remembers what is about to be done; durable once this returns.
     *
     * @return its sequence, by which {@link #end} finds it
     */
    public long begin(Instant at, String actor, Action action, String job, @Nullable String reason) {
        return database.write("that " + actor + " asks for " + action + " of " + job, handle -> {
            ChainWriter chain = ChainWriter.at(handle, host, bootId);
            long sequence =
                    Sql.query("next-intervention").on(handle).mapTo(Long.class).one();
            Content asked = new Content()
                    .with("number", sequence)
                    .with("actor", actor)
                    .with("action", action)
                    .with("job", job)
                    .with("reason", reason);
            chain.add(EventKind.ASKED, Table.INTERVENTION.subject(sequence), null, at, asked)
                    .write();
            return sequence;
        });
    }

    /**
     * Remembers what came of it. Does nothing where {@link #begin} recorded none of that sequence on this host, or its
     * end is on record already.
     *
     * @param at when that was
     */
    public void end(long sequence, Instant at, Outcome outcome, @Nullable String detail) {
        database.write("what came of intervention " + sequence, handle -> {
            long open = Sql.query("open-intervention")
                    .on(handle)
                    .bind("host", host)
                    .bind("sequence", sequence)
                    .mapTo(Long.class)
                    .one();
            if (open > 0) {
                Content answer = new Content()
                        .with("intervention", sequence)
                        .with("outcome", outcome)
                        .with("detail", detail);
                ChainWriter.at(handle, host, bootId)
                        .add(EventKind.ANSWERED, Table.INTERVENTION.subject(sequence), null, at, answer)
                        .write();
            }
            return open;
        });
    }

    /** The newest first. */
    public List<Intervention> newest(int limit) {
        return database.read(
                "interventions",
                handle -> Sql.query("which-interventions")
                        .on(handle)
                        .bind("host", host)
                        .bind("limit", limit)
                        .map(Rows.as("intervention", AsideCodecs.INTERVENTION))
                        .list());
    }
}
