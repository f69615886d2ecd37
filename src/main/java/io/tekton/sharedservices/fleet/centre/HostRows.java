package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.fleet.FleetHost;
import io.tekton.sharedservices.fleet.HostState;
import io.tekton.sharedservices.settings.Durations;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Makes a host of a row of {@code hosts.sql}, and judges its state by the centre's clock. */
final class HostRows implements RowMapper<FleetHost> {
    private final Duration silentAfter;

    /** @param silentAfter never shorter than three of the host's own heartbeats */
    HostRows(Duration silentAfter) {
        this.silentAfter = silentAfter;
    }

    private record Judged(HostState state, @Nullable String why) {}

    @Override
    public FleetHost map(ResultSet rows, StatementContext context) throws SQLException {
        Judged judged = judge(rows);
        return new FleetHost(
                rows.getString("name"),
                judged.state(),
                judged.why(),
                rows.getBoolean("keeper"),
                time(rows, "seen_at"),
                rows.getString("label"),
                rows.getString("version"),
                rows.getString("settings_digest"),
                time(rows, "last_cleanup_at"),
                rows.getString("last_cleanup_outcome"),
                number(rows, "last_cleanup_orphans"),
                rows.getLong("open_runs"),
                rows.getLong("unshipped"),
                time(rows, "unshipped_since"),
                rows.getLong("shipped_sequence"),
                rows.getLong("head_sequence"),
                number(rows, "clock_ahead_millis"),
                rows.getBoolean("paused_by_fleet"),
                time(rows, "verified_at"),
                rows.getString("installation"),
                rows.getString("epoch"),
                rows.getObject("enrolled_at", OffsetDateTime.class).toInstant(),
                time(rows, "retired_at"));
    }

    private Judged judge(ResultSet rows) throws SQLException {
        Instant seen = time(rows, "seen_at");
        if (rows.getObject("retired_at") != null) {
            return new Judged(HostState.RETIRED, null);
        }
        if (seen == null) {
            return new Judged(HostState.NEW, "enrolled, and not seen yet");
        }
        Instant now = rows.getObject("now", OffsetDateTime.class).toInstant();
        if (rows.getString("fork_why") != null) {
            return new Judged(HostState.FORKED, rows.getString("fork_why"));
        }
        if (rows.getObject("cloned_at") != null) {
            return new Judged(
                    HostState.CLONED,
                    "two processes take turns under the identity of this host: one store is a copy of the other");
        }
        if (rows.getString("broken_why") != null) {
            return new Judged(
                    HostState.BROKEN,
                    "its journal does not verify from event " + rows.getLong("broken_sequence") + " on: "
                            + rows.getString("broken_why"));
        }
        if (rows.getObject("lost_first") != null) {
            return new Judged(
                    HostState.BROKEN,
                    "the centre has lost events " + rows.getLong("lost_first") + " to " + rows.getLong("lost_last")
                            + " of its journal, and the host has not shipped all of them again");
        }
        Duration quiet = Duration.between(seen, now);
        if (quiet.compareTo(limit(rows.getLong("heartbeat_seconds"))) > 0) {
            return new Judged(
                    HostState.SILENT, "no heartbeat for " + Durations.format(Duration.ofSeconds(quiet.toSeconds())));
        }
        if (rows.getString("refusal_why") != null) {
            return new Judged(HostState.REFUSED, rows.getString("refusal_why"));
        }
        Instant waiting = time(rows, "unshipped_since");
        if (waiting != null && waiting.plus(FleetHost.LAGGING_AFTER).isBefore(now)) {
            return new Judged(
                    HostState.LAGGING, rows.getLong("unshipped") + " events wait to be shipped, the oldest too long");
        }
        return new Judged(HostState.OK, null);
    }

    private Duration limit(long heartbeatSeconds) {
        Duration three = Duration.ofSeconds(3 * heartbeatSeconds);
        return three.compareTo(silentAfter) > 0 ? three : silentAfter;
    }

    private static @Nullable Instant time(ResultSet rows, String column) throws SQLException {
        OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable Long number(ResultSet rows, String column) throws SQLException {
        long number = rows.getLong(column);
        return rows.wasNull() ? null : number;
    }
}
