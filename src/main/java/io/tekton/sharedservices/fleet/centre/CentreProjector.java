package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.store.chain.CentreProjection;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.sql.Sql;
import io.tekton.sharedservices.text.Causes;
import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * Makes the tables of all hosts from the events that came since the last time, a chain at a time. Several may try at
 * once: one works on a chain. An event that does not fit those before it is noted, and the others go on.
 */
public final class CentreProjector {
    private static final int EVENTS_AT_ONCE = 200;

    /** The first key of the advisory locks that this takes; the second is the chain. */
    private static final int LOCK = 0x666c6531;

    private static final String SAVEPOINT = "events";

    private final Logger logger = LogManager.getLogger("fleet");
    private final CentreConnection connection;

    public CentreProjector(CentreConnection connection) {
        this.connection = connection;
    }

    private record Chain(long id, String host) {}

    /**
     * @return how many events it followed
     * @throws CentreException if this role may not do that, or it cannot be done
     */
    public long run() {
        long events = 0;
        List<Chain> waiting = connection.ask(
                "find new events",
                handle -> Sql.fleet("queries/chains-to-project")
                        .on(handle)
                        .map((rows, context) -> new Chain(rows.getLong("id"), rows.getString("name")))
                        .list());
        for (Chain chain : waiting) {
            int some;
            do {
                some = connection.write(
                        "make tables from the events of " + chain.host(), handle -> some(handle, chain));
                events += some;
            } while (some == EVENTS_AT_ONCE);
        }
        return events;
    }

    private int some(Handle handle, Chain chain) {
        boolean ours = handle.createQuery("SELECT pg_try_advisory_xact_lock(:lock, CAST(:chain AS INTEGER))")
                .bind("lock", LOCK)
                .bind("chain", chain.id())
                .mapTo(Boolean.class)
                .one();
        if (!ours) {
            return 0;
        }
        List<AuditEvent> events = events(handle, chain);
        if (events.isEmpty()) {
            return 0;
        }
        List<Long> lineage = Sql.fleet("queries/lineage-of-chain")
                .on(handle)
                .bind("chain", chain.id())
                .mapTo(Long.class)
                .list();
        if (!tried(handle, chain, lineage, events, failure -> {})) {
            // again one by one, to find which it was
            events.forEach(event ->
                    tried(handle, chain, lineage, List.of(event), failure -> note(handle, chain, event, failure)));
        }
        handle.createUpdate(Sql.fleet("queries/move-projected").plain())
                .bind("chain", chain.id())
                .bind("sequence", events.get(events.size() - 1).sequence())
                .execute();
        return events.size();
    }

    /** Those whose kind this program knows, up to the first one of a newer program. */
    private List<AuditEvent> events(Handle handle, Chain chain) {
        List<Optional<AuditEvent>> events = Sql.fleet("queries/events-to-project")
                .on(handle)
                .bind("chain", chain.id())
                .bind("limit", EVENTS_AT_ONCE)
                .map((rows, context) -> EventKind.isKnown(rows.getString("kind"))
                        ? Optional.of(Rows.EVENT.map(rows, context))
                        : Optional.<AuditEvent>empty())
                .list();
        List<AuditEvent> known = events.stream()
                .takeWhile(Optional::isPresent)
                .flatMap(Optional::stream)
                .toList();
        if (known.size() < events.size()) {
            logger.warn(
                    "the host {} ships events of a kind that this version does not know; its tables wait for a newer"
                            + " keeper",
                    chain.host());
        }
        return known;
    }

    private static boolean tried(
            Handle handle, Chain chain, List<Long> lineage, List<AuditEvent> events, Consumer<String> failed) {
        handle.savepoint(SAVEPOINT);
        try {
            CentreProjection projection = new CentreProjection(handle, chain.host(), lineage);
            events.forEach(projection::project);
            projection.flush();
            handle.releaseSavepoint(SAVEPOINT);
            return true;
        } catch (JdbiException e) {
            if (!CentreFailure.isOfData(e)) {
                // of the server, not of the event: it is tried again
                throw e;
            }
            handle.rollbackToSavepoint(SAVEPOINT);
            failed.accept(Causes.of(e));
            return false;
        } catch (AuditException | IllegalArgumentException | DateTimeException e) {
            handle.rollbackToSavepoint(SAVEPOINT);
            failed.accept(Causes.of(e));
            return false;
        }
    }

    private void note(Handle handle, Chain chain, AuditEvent event, String why) {
        logger.warn("event {} of the host {} makes no row: {}", event.sequence(), chain.host(), why);
        handle.createUpdate(Sql.fleet("queries/note-projection-fault").plain())
                .bind("chain", chain.id())
                .bind("sequence", event.sequence())
                .bind("why", why)
                .execute();
    }
}
