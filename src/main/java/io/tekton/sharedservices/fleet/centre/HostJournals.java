package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import io.tekton.sharedservices.store.chain.CentreVerifier;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Verifies the journals of one host at the centre, and the rows that are made from them. */
final class HostJournals {
    private static final int EVENTS_AT_ONCE = 500;

    private HostJournals() {}

    /**
     * @param result what is wrong with it by what is on record of its end; whole where nothing is
     * @param parent the chain that it branches off, and {@code branch} where
     * @param base its first event is the next one
     * @param firstAt of the first event that is left; null where none has left the centre
     */
    private record Journal(
            ChainResult result,
            @Nullable Long parent,
            @Nullable Long branch,
            long base,
            @Nullable Instant firstAt) {}

    /** To be called within one consistent view. */
    static List<ChainResult> verify(Handle handle, String host) {
        List<Journal> journals = Sql.fleet("queries/chains")
                .on(handle)
                .bind("host", host)
                .map((rows, context) -> journal(rows))
                .list();
        Instant expired = journals.stream()
                .map(Journal::firstAt)
                .flatMap(Stream::ofNullable)
                .max(Instant::compareTo)
                .orElse(null);
        CentreVerifier tables = new CentreVerifier(handle, host, expired);
        List<ChainResult> results = new ArrayList<>();
        for (Journal journal : journals) {
            Broken rows = tables(handle, tables, journal, journals);
            results.add(worst(journal.result(), broken(handle, journal), rows));
        }
        if (!results.isEmpty()) {
            ChainResult newest = results.get(results.size() - 1);
            results.set(results.size() - 1, worst(newest, null, tables.verifyOthers(newest.events() + 1)));
        }
        return results;
    }

    /** What the end says goes before what the events say, and that before what the tables say. */
    private static ChainResult worst(ChainResult result, @Nullable Broken chain, @Nullable Broken rows) {
        Broken broken = chain == null ? rows : chain;
        return !result.intact() || broken == null ? result : result.broken(broken.sequence(), broken.difference());
    }

    private static @Nullable Broken broken(Handle handle, Journal journal) {
        return handle.createQuery("SELECT sequence, why FROM fleet.broken_event(CAST(:chain AS INTEGER))")
                .bind("chain", journal.result().chain())
                .map((rows, context) -> new Broken(rows.getLong("sequence"), rows.getString("why")))
                .findOne()
                .orElse(null);
    }

    private static @Nullable Broken tables(
            Handle handle, CentreVerifier tables, Journal journal, List<Journal> journals) {
        long chain = journal.result().chain();
        List<Long> lineage = Sql.fleet("queries/lineage-of-chain")
                .on(handle)
                .bind("chain", chain)
                .mapTo(Long.class)
                .list();
        Set<Long> branches = journals.stream()
                .filter(other -> other.parent() != null && other.parent() == chain)
                .map(Journal::branch)
                .flatMap(Stream::ofNullable)
                .collect(Collectors.toSet());
        return tables.verify(lineage, journal.base(), branches, sequence -> events(handle, chain, sequence));
    }

    /** Up to the first one that this program does not know: the tables wait there for a newer one. */
    private static List<AuditEvent> events(Handle handle, long chain, long after) {
        return Sql.fleet("queries/events-of-chain")
                .on(handle)
                .bind("chain", chain)
                .bind("after", after)
                .bind("limit", EVENTS_AT_ONCE)
                .map((rows, context) -> EventKind.isKnown(rows.getString("kind"))
                        ? Optional.of(Rows.EVENT.map(rows, context))
                        : Optional.<AuditEvent>empty())
                .list()
                .stream()
                .takeWhile(Optional::isPresent)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Journal journal(ResultSet rows) throws SQLException {
        long events = rows.getLong("head_sequence");
        Long own = number(rows, "own_head");
        Long again = number(rows, "again_first");
        ChainResult whole = new ChainResult(
                rows.getLong("id"),
                rows.getString("name"),
                rows.getString("installation"),
                rows.getString("epoch"),
                events,
                rows.getString("head_hash"),
                own,
                own == null ? null : Math.max(0, own - events),
                null,
                null,
                again == null
                        ? null
                        : "the centre had lost events " + again + " to " + rows.getLong("again_last")
                                + ", which the host has shipped again");
        return new Journal(
                end(rows, whole),
                number(rows, "parent_id"),
                number(rows, "branch_sequence"),
                rows.getLong("base_sequence"),
                Rows.instantOrNull(rows, "first_at"));
    }

    /** By the host's word, and by what is on record. A host that has gone on is no fault. */
    private static ChainResult end(ResultSet rows, ChainResult whole) throws SQLException {
        long confirmed = rows.getLong("acknowledged");
        String there = rows.getString("hash_there");
        Long lost = number(rows, "lost_first");
        if (rows.getString("fork_why") != null) {
            return whole.broken(rows.getLong("fork_sequence"), rows.getString("fork_why"));
        }
        if (confirmed > whole.events()) {
            return whole.broken(
                    whole.events() + 1,
                    "the journal ends here with event " + whole.events() + ", and the centre had confirmed event "
                            + confirmed + " to the host: records were lost");
        }
        if (there != null && !there.equals(rows.getString("acknowledged_hash"))) {
            return whole.broken(
                    confirmed, "it is another event than the one that the centre had confirmed to the host");
        }
        return lost == null
                ? whole
                : whole.broken(
                        lost,
                        "the centre has lost events from here to " + rows.getLong("lost_last")
                                + ", and the host could not ship all of them again");
    }

    private static @Nullable Long number(ResultSet rows, String column) throws SQLException {
        long number = rows.getLong(column);
        return rows.wasNull() ? null : number;
    }
}
