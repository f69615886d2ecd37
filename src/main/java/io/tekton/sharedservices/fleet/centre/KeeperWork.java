package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.fleet.FleetHost;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.store.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * The fleet's jobs at the centre. Each is done in one transaction that holds the lock of the job, by whoever finds it
 * due by the record and the centre's clock: two keepers that fire at once do it once, and a keeper that was frozen or
 * killed in the middle has done nothing. Not thread-safe.
 */
public final class KeeperWork {
    /** The first key of the advisory locks that this takes; the second is the job. */
    private static final int LOCK = 0x666c6532;

    private static final Duration STATEMENT = Duration.ofMinutes(10);

    /** A firing comes a little early or late. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    private final FleetSettings settings;

    public KeeperWork(FleetSettings settings) {
        this.settings = settings;
    }

    /** What a keeper does for all. */
    public enum Job {
        WATCH,
        VERIFY,
        RETENTION
    }

    /**
     * Does a job if it is due.
     *
     * @param every how long after its last beginning it is due again
     * @param work in the transaction of the job; gives what there is to say of it, for the record
     * @return whether it did
     * @throws CentreException if the centre cannot be asked; nothing was done then
     */
    public boolean run(Job job, Duration every, Function<Handle, String> work) {
        try (CentreConnection connection = CentreConnection.open(settings, "keeper", STATEMENT)) {
            if (job == Job.WATCH) {
                // by itself idempotent, and in transactions of its own
                new CentreProjector(connection).run();
            }
            return connection.write("do the fleet's job " + job, handle -> {
                Instant begun = CentreConnection.now(handle);
                if (!isOurs(handle, job) || !isDue(handle, job, every, begun)) {
                    return false;
                }
                String detail = work.apply(handle);
                handle.createUpdate(Sql.fleet("queries/record-job").plain())
                        .bindMap(Map.of("name", job.name(), "begunAt", begun.atOffset(java.time.ZoneOffset.UTC)))
                        .bind("detail", detail)
                        .execute();
                return true;
            });
        }
    }

    private static boolean isOurs(Handle handle, Job job) {
        return handle.createQuery("SELECT pg_try_advisory_xact_lock(:lock, :job)")
                .bind("lock", LOCK)
                .bind("job", job.ordinal())
                .mapTo(Boolean.class)
                .one();
    }

    private static boolean isDue(Handle handle, Job job, Duration every, Instant now) {
        return Sql.fleet("queries/when-did-job-begin")
                .on(handle)
                .bind("name", job.name())
                .mapTo(OffsetDateTime.class)
                .findOne()
                .map(last -> !now.isBefore(last.toInstant().plus(every).minus(SLACK)))
                .orElse(true);
    }

    /** How every host is, within a job's transaction. */
    public List<FleetHost> hosts(Handle handle) {
        return Sql.fleet("queries/hosts")
                .on(handle)
                .map(new HostRows(settings.silentAfter()))
                .list();
    }

    /** Verifies every journal, on a connection of its own, and records what it finds. */
    public FleetCheck verify(Handle handle) {
        handle.execute("SET LOCAL idle_in_transaction_session_timeout = '15min'");
        FleetCheck check = FleetVerification.ask(settings, () -> CentreConnection.now(handle));
        check.journals()
                .forEach(result -> handle.createUpdate(
                                Sql.fleet("queries/record-verification").plain())
                        .bind("chain", result.chain())
                        .bind("head", result.events())
                        .bind("broken", result.firstBroken())
                        .bind("why", result.difference())
                        .execute());
        return check;
    }

    /**
     * Removes events that are older than {@code fleet.keep}.
     *
     * @return how many
     */
    public long expire(Handle handle) {
        return handle.createQuery("SELECT fleet.expire_v1(make_interval(secs => :seconds))")
                .bind("seconds", (double) settings.keep().toSeconds())
                .mapTo(Long.class)
                .one();
    }

    /**
     * How far this host's clock is ahead of the centre's.
     *
     * @throws CentreException if it cannot be asked
     */
    public Duration clockAhead(java.time.Clock clock) {
        try (CentreConnection connection = CentreConnection.open(settings, "keeper clock")) {
            return connection.clockAhead(clock);
        }
    }
}
