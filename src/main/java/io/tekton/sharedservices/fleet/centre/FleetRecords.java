package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.fleet.FleetHost;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.journal.query.Leak;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.store.record.PageQuery;
import io.tekton.sharedservices.store.record.Trends;
import io.tekton.sharedservices.store.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The records of all hosts, for those who may read them: keepers and operators. Not thread-safe. */
public final class FleetRecords {
    private final CentreConnection connection;

    public FleetRecords(CentreConnection connection) {
        this.connection = connection;
    }

    /**
     * Every host, by name.
     *
     * @param silentAfter without a heartbeat for so long, a host is silent
     * @throws CentreException if this role may not read them, or they cannot be read
     */
    public List<FleetHost> hosts(Duration silentAfter) {
        return connection.ask(
                "list the hosts",
                handle -> Sql.fleet("queries/hosts")
                        .on(handle)
                        .map(new HostRows(silentAfter))
                        .list());
    }

    /** Newest first; the tables are brought up to date before. */
    public List<Termination> terminations(TerminationQuery query) {
        new CentreProjector(connection).run();
        return connection.ask("read terminations", handle -> PageQuery.terminations(handle, query));
    }

    /**
     * The record of one host; the tables are brought up to date before.
     *
     * @param host its enrolled name
     */
    public History of(String host) {
        new CentreProjector(connection).run();
        return new HostHistory(connection, host);
    }

    /** What live runs of all hosts decided to end in this time, by its origin; in no order. */
    public List<Leak> leaks(Instant since, Instant until) {
        return connection.ask("sum up what was ended", handle -> Trends.leaks(handle, since, until));
    }

    /** Newest first; the tables are brought up to date before. */
    public List<Run> runs(RunQuery query) {
        new CentreProjector(connection).run();
        return connection.ask("read runs", handle -> PageQuery.runs(handle, query));
    }
}
