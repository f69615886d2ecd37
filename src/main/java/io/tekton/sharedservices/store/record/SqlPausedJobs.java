package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.Pause;
import io.tekton.sharedservices.journal.codec.AsideCodecs;
import io.tekton.sharedservices.store.chain.ChainWriter;
import io.tekton.sharedservices.store.chain.Content;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.database.Database;
import io.tekton.sharedservices.store.sql.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Which jobs of a host are paused, in a table. Every method throws
 * {@link io.tekton.sharedservices.journal.AuditException} if the store cannot be read or written. Thread-safe.
 */
public final class SqlPausedJobs {
    private final Database database;
    private final String host;
    private final String bootId;

    public SqlPausedJobs(Database database, String host, String bootId) {
        this.database = database;
        this.host = host;
        this.bootId = bootId;
    }

    public List<Pause> all() {
        return database.read("paused jobs", this::all);
    }

    private List<Pause> all(Handle handle) {
        return Sql.query("paused-jobs")
                .on(handle)
                .bind("host", host)
                .map(Rows.as("pause", AsideCodecs.PAUSE))
                .list();
    }

    public Optional<Pause> of(String job) {
        return all().stream().filter(pause -> pause.job().equals(job)).findFirst();
    }

    /**
     * Records a pause; an earlier pause is replaced, and stays in the chain. A pause without a reason leaves an earlier
     * one unchanged. Durable once this returns.
     */
    public void pause(Pause pause) {
        database.write("that " + pause.job() + " is paused", handle -> {
            if (pause.reason().isBlank()
                    && all(handle).stream().anyMatch(known -> known.job().equals(pause.job()))) {
                return 0;
            }
            ChainWriter chain = ChainWriter.at(handle, host, bootId);
            forget(handle, chain, pause.job(), pause.since());
            Content content = new Content()
                    .with("job", pause.job())
                    .with("reason", pause.reason())
                    .with("actor", pause.actor());
            chain.add(EventKind.PAUSED, "pause-" + pause.job(), null, pause.since(), content)
                    .write();
            return 1;
        });
    }

    /** Forgets a pause; durable once this returns. Does nothing where there is none. */
    public void resume(String job, Instant at) {
        database.write("that " + job + " is resumed", handle -> {
            ChainWriter chain = ChainWriter.at(handle, host, bootId);
            int resumed = forget(handle, chain, job, at);
            chain.write();
            return resumed;
        });
    }

    private int forget(Handle handle, ChainWriter chain, String job, Instant at) {
        boolean paused = all(handle).stream().anyMatch(pause -> pause.job().equals(job));
        if (paused) {
            chain.add(EventKind.RESUMED, "pause-" + job, null, at, new Content().with("job", job));
        }
        return paused ? 1 : 0;
    }
}
