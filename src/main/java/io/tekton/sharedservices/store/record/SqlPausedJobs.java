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
 * Which jobs are paused, in a table. A store belongs to one host, so a pause also holds when the host has another name
 * by now. Every method throws {@link io.tekton.sharedservices.journal.AuditException} if the store cannot be read or
 * written. Thread-safe.
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
            forget(handle, pause.job(), pause.since());
            ChainWriter chain = ChainWriter.at(handle, host, bootId);
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
        database.write("that " + job + " is resumed", handle -> forget(handle, job, at));
    }

    private int forget(Handle handle, String job, Instant at) {
        int resumed = 0;
        for (Pause pause : all(handle)) {
            if (pause.job().equals(job)) {
                // under the name that the host had then, by which the pause is found
                ChainWriter chain = ChainWriter.at(handle, pause.host(), bootId);
                chain.add(EventKind.RESUMED, "pause-" + job, null, at, new Content().with("job", job))
                        .write();
                resumed++;
            }
        }
        return resumed;
    }
}
