package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.store.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Verifies every journal at the centre: hashes, predecessors, gaps that no purge names, the end, and the end by the
 * host's own word and by what is on record of forks.
 */
public final class FleetVerification {
    private FleetVerification() {}

    /**
     * For those who may read all records; changes nothing.
     *
     * @throws CentreException if it cannot be asked
     */
    public static List<ChainResult> ask(CentreConnection connection) {
        return connection.write("verify the journals", FleetVerification::of);
    }

    static List<ChainResult> of(Handle handle) {
        return Sql.fleet("queries/chains").on(handle).map((rows, context) -> result(rows)).list().stream()
                .map(known -> known.firstBroken() != null ? known : checked(handle, known))
                .toList();
    }

    private static ChainResult checked(Handle handle, ChainResult known) {
        Optional<ChainResult> broken = handle.createQuery(
                        "SELECT sequence, why FROM fleet.broken_event(CAST(:chain AS INTEGER))")
                .bind("chain", known.chain())
                .map((rows, context) -> with(known, rows.getLong("sequence"), rows.getString("why")))
                .findOne();
        return broken.orElse(known);
    }

    /** A fork on record, or a host that says to be behind, is wrong whatever the hashes say. */
    private static ChainResult result(ResultSet rows) throws SQLException {
        ChainResult known = new ChainResult(
                rows.getLong("id"),
                rows.getString("name"),
                rows.getString("installation"),
                rows.getString("epoch"),
                rows.getLong("head_sequence"),
                rows.getString("head_hash"),
                number(rows, "own_head"),
                null,
                null);
        String fork = rows.getString("fork_why");
        return fork == null ? known : with(known, rows.getLong("fork_sequence"), fork);
    }

    private static ChainResult with(ChainResult known, long sequence, @Nullable String why) {
        return new ChainResult(
                known.chain(),
                known.host(),
                known.installation(),
                known.epoch(),
                known.events(),
                known.head(),
                known.ownHead(),
                sequence,
                why);
    }

    private static @Nullable Long number(ResultSet rows, String column) throws SQLException {
        long number = rows.getLong(column);
        return rows.wasNull() ? null : number;
    }
}
