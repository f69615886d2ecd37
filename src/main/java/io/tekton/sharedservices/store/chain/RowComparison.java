package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import io.tekton.sharedservices.store.chain.ShadowTables.Shadow;
import io.tekton.sharedservices.store.sql.Sql;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Compares rows as the journal makes them with those of the tables: every column of every row, no row more. */
final class RowComparison {
    /** The name under which a comparison has the rows that belong to no run. */
    static final String OF_NO_RUN = "";

    private final Handle handle;
    private final @Nullable String host;
    private final @Nullable Instant expired;
    private final Map<Table, Long> compared = new EnumMap<>(Table.class);

    /** The difference that the earliest event speaks of. */
    private @Nullable Broken first;

    /** With the rows of a store, which has those of one host. */
    RowComparison(Handle handle) {
        this(handle, null, null);
    }

    /**
     * @param host whose rows that belong to no run are compared; null for all
     * @param expired before that, events have left the journal; null where none has
     */
    RowComparison(Handle handle, @Nullable String host, @Nullable Instant expired) {
        this.handle = handle;
        this.host = host;
        this.expired = expired;
    }

    @Nullable
    Broken findMissingTable() {
        List<String> there =
                Sql.query("names-of-tables").on(handle).mapTo(String.class).list();
        for (Table table : Table.values()) {
            if (!there.contains(table.sql())) {
                return new Broken(
                        1,
                        "the table " + table.sql()
                                + " is missing; \"shared-services store rebuild\" makes it anew from the journal");
            }
        }
        return null;
    }

    /**
     * @param made by run, all rows of it
     * @return what differs first, of all that was compared; null if nothing does
     */
    @Nullable
    Broken compareRuns(Map<String, ShadowTables> made) {
        for (Table table : made.isEmpty() ? new Table[0] : Table.values()) {
            if (table.ofRun() != null) {
                compare(table, made, 1);
            }
        }
        return first;
    }

    /**
     * What belongs to no run, and then whether the tables have rows that belong to no event.
     *
     * @param end the sequence behind the last event
     */
    @Nullable
    Broken compareOthers(ShadowTables made, long end) {
        compareThoseOfNoRun(made, end);
        for (Table table : Table.values()) {
            long rows = handle.createQuery("SELECT COUNT(*) FROM " + table.sql())
                    .mapTo(Long.class)
                    .one();
            long events = compared.getOrDefault(table, 0L);
            if (rows != events) {
                differs(end, rows + " rows are in the table " + table.sql() + ", " + events + " in the journal");
            }
        }
        return first;
    }

    /** As {@link #compareOthers}, without rows that belong to no event. */
    @Nullable
    Broken compareThoseOfNoRun(ShadowTables made, long end) {
        for (Table table : Table.values()) {
            if (table.ofRun() == null) {
                compare(table, Map.of(OF_NO_RUN, made), end);
            }
        }
        return first;
    }

    private void compare(Table table, Map<String, ShadowTables> made, long otherwise) {
        made.values()
                .forEach(rows -> compared.merge(table, (long) rows.rows(table).size(), Long::sum));
        String ofHost = host == null ? "" : " WHERE host = :host";
        String which = table.ofRun() == null ? ofHost : " WHERE " + table.ofRun() + " = ANY(:runs)";
        Argument ids = (place, statement, context) -> statement.setArray(
                place,
                context.getConnection().createArrayOf("VARCHAR", made.keySet().toArray()));
        // scanResultSet does not close it
        try (Query query = handle.createQuery("SELECT * FROM " + table.sql() + which)) {
            if (table.ofRun() != null) {
                query.bind("runs", ids);
            } else if (host != null) {
                query.bind("host", host);
            }
            query.scanResultSet((results, context) -> {
                ResultSet rows = results.get();
                List<String> columns = columns(rows.getMetaData());
                while (rows.next()) {
                    compare(table, made, columns, rows, otherwise);
                }
                return rows;
            });
        }
        made.values()
                .forEach(tables -> tables.rows(table)
                        .values()
                        .forEach(row -> differs(
                                row.insertedBy(),
                                "the table " + table.sql() + " has no row of " + named(table, row.values))));
    }

    private void compare(
            Table table, Map<String, ShadowTables> made, List<String> columns, ResultSet rows, long otherwise)
            throws SQLException {
        Map<String, @Nullable Object> actual = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            actual.put(columns.get(i), plain(rows.getObject(i + 1)));
        }
        String run = table.ofRun() == null ? OF_NO_RUN : String.valueOf(actual.get(table.ofRun()));
        ShadowTables tables = Objects.requireNonNull(made.get(run));
        Shadow row = tables.rows(table).remove(ShadowTables.key(table, actual));
        if (row == null && isOlderThanTheJournal(table, actual)) {
            return;
        }
        if (row == null) {
            differs(
                    tables.begunBy(otherwise),
                    "the table " + table.sql() + " has a row that is not in the journal: " + named(table, actual));
            return;
        }
        for (String column : columns) {
            if (!Objects.equals(actual.get(column), row.values.get(column))) {
                differs(
                        row.writtenBy(column),
                        "the table " + table.sql() + " does not say what was recorded in " + column + " of "
                                + named(table, actual));
            }
        }
    }

    /** What holds the present state, such as a pause, stays when the event that made it has left the journal. */
    private boolean isOlderThanTheJournal(Table table, Map<String, @Nullable Object> row) {
        return table.ofRun() == null
                && !Table.THAT_AGE.contains(table)
                && row.values().stream()
                        .anyMatch(value -> expired != null && value instanceof Instant time && time.isBefore(expired));
    }

    private static List<String> columns(ResultSetMetaData columns) throws SQLException {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            names.add(columns.getColumnLabel(i).toLowerCase(Locale.ROOT));
        }
        return names;
    }

    private static String named(Table table, Map<String, @Nullable Object> row) {
        StringBuilder name = new StringBuilder();
        table.key()
                .forEach(column -> name.append(name.length() == 0 ? "" : ", ")
                        .append(column)
                        .append(' ')
                        .append(row.get(column)));
        return name.toString();
    }

    private void differs(long sequence, String how) {
        if (first == null || sequence < first.sequence()) {
            first = new Broken(sequence, how);
        }
    }

    /** As a {@link Projector} writes it. What a driver makes of a time with its zone differs. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof Timestamp time) {
            return time.toInstant();
        }
        return value instanceof OffsetDateTime time ? time.toInstant() : value;
    }
}
