package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.store.sql.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Verifies every journal at the centre: hashes, predecessors, gaps that no purge names; its end, by what the centre had
 * confirmed to the host, and by what is on record of forks; and the tables, which must be as the events say. One host
 * at a time, each within one consistent view, while others ship.
 */
public final class FleetVerification {
    private static final Duration STATEMENT = Duration.ofMinutes(10);

    private FleetVerification() {}

    /**
     * For those who may read all records; changes nothing.
     *
     * @param between runs after each host
     * @throws CentreException if it cannot be asked
     */
    public static FleetCheck ask(FleetSettings settings, Runnable between) {
        try (CentreConnection connection = CentreConnection.open(settings, "verify", STATEMENT)) {
            List<ChainResult> results = new ArrayList<>();
            List<String> hosts = connection.ask(
                    "list the hosts",
                    handle -> handle.createQuery("SELECT name FROM host ORDER BY name")
                            .mapTo(String.class)
                            .list());
            for (String host : hosts) {
                results.addAll(
                        connection.view("verify the journals of " + host, handle -> HostJournals.verify(handle, host)));
                between.run();
            }
            results.addAll(connection.ask("find journals that are lost", FleetVerification::lost));
            List<StrayRow> strays = new ArrayList<>();
            for (StrayRow stray : connection.view("find rows of no event", FleetVerification::strays)) {
                if (!isOfJournal(results, stray)) {
                    strays.add(stray);
                }
            }
            return new FleetCheck(results, strays);
        }
    }

    private static List<ChainResult> lost(Handle handle) {
        return Sql.fleet("queries/journals-that-are-lost")
                .on(handle)
                .map((rows, context) -> new ChainResult(
                                0,
                                rows.getString("name"),
                                rows.getString("installation"),
                                rows.getString("epoch"),
                                0,
                                io.tekton.sharedservices.journal.AuditEvent.GENESIS,
                                null,
                                null,
                                null,
                                null,
                                null)
                        .broken(
                                1,
                                "the centre has nothing of this journal, and had confirmed it to the host up to event "
                                        + rows.getLong("acknowledged") + ": records were lost"))
                .list();
    }

    private static List<StrayRow> strays(Handle handle) {
        return Sql.fleet("queries/rows-of-no-event")
                .on(handle)
                .map((rows, context) ->
                        new StrayRow(rows.getString("name_of_table"), rows.getString("host"), rows.getString("row_is")))
                .list();
    }

    /** Where the host has a journal, that one is not what the tables say. */
    private static boolean isOfJournal(List<ChainResult> results, StrayRow stray) {
        for (int i = results.size() - 1; i >= 0; i--) {
            ChainResult result = results.get(i);
            if (result.host().equals(stray.host())) {
                if (result.intact()) {
                    results.set(i, result.broken(result.events() + 1, stray.words()));
                }
                return true;
            }
        }
        return false;
    }
}
