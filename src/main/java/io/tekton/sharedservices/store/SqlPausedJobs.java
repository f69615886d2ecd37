package io.tekton.sharedservices.store;

import io.tekton.sharedservices.audit.Pause;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which jobs of a host are paused, in a table. Every method throws {@link io.tekton.sharedservices.audit.AuditException} if the store cannot be read or
 * written. Thread-safe.
 */
public final class SqlPausedJobs {
    private final Database database;
    private final String host;

    SqlPausedJobs(Database database, String host) {
        this.database = database;
        this.host = host;
    }

    public List<Pause> all() {
        return database.read(
                "paused jobs",
                handle -> handle.createQuery(Sql.query("paused-jobs").plain())
                        .bind("host", host)
                        .map((rows, context) -> new Pause(
                                rows.getString("job"),
                                rows.getString("host"),
                                rows.getString("reason"),
                                rows.getString("actor"),
                                rows.getObject("since", OffsetDateTime.class).toInstant()))
                        .list());
    }

    public Optional<Pause> of(String job) {
        return all().stream().filter(pause -> pause.job().equals(job)).findFirst();
    }

    /** Remembers a pause; one that was there before is replaced. Durable once this returns. */
    public void pause(Pause pause) {
        database.write("that " + pause.job() + " is paused", handle -> {
            handle.createUpdate(Sql.query("resume-job").plain())
                    .bindMap(Map.of("host", host, "job", pause.job()))
                    .execute();
            return handle.createUpdate(Sql.query("pause-job").plain())
                    .bindMap(Map.of(
                            "host",
                            host,
                            "job",
                            pause.job(),
                            "reason",
                            pause.reason(),
                            "actor",
                            pause.actor(),
                            "since",
                            Rows.time(pause.since())))
                    .execute();
        });
    }

    /** Forgets a pause; durable once this returns. Does nothing where there is none. */
    public void resume(String job) {
        database.write(
                "that " + job + " is resumed",
                handle -> handle.createUpdate(Sql.query("resume-job").plain())
                        .bindMap(Map.of("host", host, "job", job))
                        .execute());
    }
}
