package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.store.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The tables whose rows belong to no run. The chain contains each of their rows, too, under a name derived from the
 * row's key.
 */
public enum SideRecord {
    SETTING_CHANGE("setting-changes", EventKind.SETTING_CHANGED) {
        @Override
        Row row(ResultSet rows) throws SQLException {
            return numbered(
                    rows,
                    "setting-change-",
                    "changed_at",
                    new Facts()
                            .with("actor", rows.getString("actor"))
                            .with("origin", rows.getString("origin"))
                            .with("setting", rows.getString("setting"))
                            .with("old", rows.getString("old_value"))
                            .with("new", rows.getString("new_value"))
                            .with("boot", rows.getString("boot_id")),
                    null);
        }
    },
    SETTINGS_IN_FORCE("settings-in-force", EventKind.SETTINGS_IN_FORCE) {
        @Override
        Row row(ResultSet rows) throws SQLException {
            return numbered(
                    rows,
                    "settings-in-force-",
                    "since",
                    new Facts().with("digest", AuditEvent.sha256(rows.getString("settings"))),
                    null);
        }
    },
    INTERVENTION("interventions", EventKind.ASKED) {
        @Override
        Row row(ResultSet rows) throws SQLException {
            String outcome = rows.getString("outcome");
            String detail = rows.getString("detail");
            return numbered(
                    rows,
                    "intervention-",
                    "asked_at",
                    new Facts()
                            .with("actor", rows.getString("actor"))
                            .with("deed", rows.getString("deed"))
                            .with("job", rows.getString("job"))
                            .with("reason", rows.getString("reason"))
                            .with("boot", rows.getString("boot_id")),
                    outcome == null && detail == null
                            ? null
                            : new Facts().with("outcome", outcome).with("detail", detail));
        }
    },
    TRIGGER_REPAIR("trigger-repairs", EventKind.TRIGGER_REPAIRED) {
        @Override
        Row row(ResultSet rows) throws SQLException {
            return numbered(
                    rows,
                    "trigger-repair-",
                    "repaired_at",
                    new Facts()
                            .with("job", rows.getString("job"))
                            .with("why", rows.getString("why"))
                            .with("boot", rows.getString("boot_id")),
                    null);
        }
    },
    PAUSED_JOB("pauses", EventKind.PAUSED) {
        @Override
        Row row(ResultSet rows) throws SQLException {
            Instant since = Rows.instant(rows, "since");
            return keyed(
                    "pause-" + rows.getString("job") + "-" + since.toEpochMilli(),
                    since,
                    new Facts()
                            .with("job", rows.getString("job"))
                            .with("reason", rows.getString("reason"))
                            .with("actor", rows.getString("actor")));
        }
    },
    REGISTRY_SEEN("registries-seen", EventKind.REGISTRY_READ) {
        @Override
        Row row(ResultSet rows) throws SQLException {
            String path = rows.getString("path");
            return keyed(
                    "registry-" + AuditEvent.sha256(path).substring(0, 32),
                    Rows.instant(rows, "first_read_at"),
                    new Facts().with("path", path).with("boot", rows.getString("boot_id")));
        }
    };

    /** The tables that retention purges. The others hold the current state, and stay as long as it applies. */
    public static final List<SideRecord> THAT_AGE =
            List.of(SETTING_CHANGE, SETTINGS_IN_FORCE, INTERVENTION, TRIGGER_REPAIR);

    private final String query;
    private final EventKind kind;

    SideRecord(String query, EventKind kind) {
        this.query = query;
        this.kind = kind;
    }

    /**
     * A row as the chain contains it.
     *
     * @param sequence its number in the table; 0 where the table has none
     * @param id takes the place of a run's id in the chain
     * @param at its time
     * @param facts canonical text
     * @param answer canonical text of what came of it later; null while that is open, and where nothing comes
     */
    public record Row(
            long sequence,
            String id,
            Instant at,
            String facts,
            @Nullable String answer) {}

    abstract Row row(ResultSet rows) throws SQLException;

    EventKind kind() {
        return kind;
    }

    /** The statement that takes away one of {@link #THAT_AGE} by its number. */
    public String purge() {
        return "purge-" + query;
    }

    /** All of a host. */
    List<Row> all(Handle handle, String host) {
        return rows(handle, host, Set.of(), Map.of());
    }

    /** The first ones of a host that are older. */
    public List<Row> before(Handle handle, String host, Instant time, int limit) {
        return rows(handle, host, Set.of("old"), Map.of("before", Rows.time(time), "limit", limit));
    }

    /** Appends the row with this key to the chain, in its current state, within the transaction that wrote it. */
    public void append(Handle handle, ChainWriter chain, String host, Object key) {
        for (Row row : rows(handle, host, Set.of("one"), Map.of("key", key))) {
            chain.add(kind, row.id(), null, row.at(), row.facts());
        }
    }

    /** Lengthens the chain by a row and by what came of it, at the row's own time. */
    public void append(ChainWriter chain, Row row) {
        chain.add(kind, row.id(), null, row.at(), row.facts());
        if (row.answer() != null) {
            chain.add(EventKind.ANSWERED, row.id(), null, row.at(), row.answer());
        }
    }

    /** Lengthens the chain by what came of the row with this key, within the transaction that wrote it. */
    public void answer(Handle handle, ChainWriter chain, String host, Object key, Instant at) {
        for (Row row : rows(handle, host, Set.of("one"), Map.of("key", key))) {
            if (row.answer() != null) {
                chain.add(EventKind.ANSWERED, row.id(), null, at, row.answer());
            }
        }
    }

    /** Appends to the chain that the row with this key no longer applies; the same transaction deletes the row. */
    public void end(Handle handle, ChainWriter chain, String host, Object key, EventKind ended, Instant at) {
        for (Row row : rows(handle, host, Set.of("one"), Map.of("key", key))) {
            chain.add(ended, row.id(), null, at, row.facts());
        }
    }

    private List<Row> rows(Handle handle, String host, Set<String> words, Map<String, Object> more) {
        Map<String, Object> values = new HashMap<>(more);
        values.put("host", host);
        return handle.createQuery(Sql.query(query).with(words))
                .bindMap(values)
                .map((rows, context) -> Rows.sound("row of " + query, rows, this::row))
                .list();
    }

    private static Row numbered(ResultSet rows, String prefix, String time, Facts facts, @Nullable Facts answer)
            throws SQLException {
        long sequence = rows.getLong("sequence");
        return new Row(
                sequence,
                prefix + sequence,
                Rows.instant(rows, time),
                facts.canonical(),
                answer == null ? null : answer.canonical());
    }

    private static Row keyed(String id, Instant at, Facts facts) {
        return new Row(0, id, at, facts.canonical(), null);
    }
}
