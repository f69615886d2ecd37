package io.tekton.sharedservices.store.chain;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** The tables in the database, within one transaction. Rows of one table that come in a row are inserted together. */
final class SqlTables implements Tables {
    private static final int ROWS_AT_ONCE = 500;

    private final Handle handle;
    private final List<Map<String, @Nullable Object>> waiting = new ArrayList<>();
    private Table table = Table.RUN;

    /** As Jdbi's own failures, which {@code Database} puts into words. */
    private static final class NotInserted extends JdbiException {
        private static final long serialVersionUID = 1L;

        NotInserted(Table table, SQLException cause) {
            super("rows of " + table.sql() + " could not be inserted", cause);
        }
    }

    SqlTables(Handle handle) {
        this.handle = handle;
    }

    @Override
    public void insert(Table into, Map<String, @Nullable Object> row) {
        if (into != table || waiting.size() >= ROWS_AT_ONCE) {
            flush();
        }
        table = into;
        waiting.add(row);
    }

    /** Writes what waits; to be called at the end. */
    void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        TreeSet<String> columns = new TreeSet<>(waiting.get(0).keySet());
        String names = String.join(", ", columns);
        String values = columns.stream().map(column -> "?").collect(Collectors.joining(", "));
        // not Jdbi's batch, which looks for the type of each value anew
        try (PreparedStatement insert = handle.getConnection()
                .prepareStatement("INSERT INTO " + table.sql() + " (" + names + ") VALUES (" + values + ")")) {
            for (Map<String, @Nullable Object> row : waiting) {
                int place = 1;
                for (String column : columns) {
                    insert.setObject(place++, bound(row.get(column)));
                }
                insert.addBatch();
            }
            insert.executeBatch();
        } catch (SQLException e) {
            throw new NotInserted(table, e);
        }
        waiting.clear();
    }

    @Override
    public boolean update(
            Table in, Map<String, Object> where, @Nullable String ifNull, Map<String, @Nullable Object> changes) {
        flush();
        String set = changes.keySet().stream()
                .sorted()
                .map(column -> column + " = :new_" + column)
                .collect(Collectors.joining(", "));
        return handle.createUpdate("UPDATE " + in.sql() + " SET " + set + where(where)
                                + (ifNull == null ? "" : " AND " + ifNull + " IS NULL"))
                        .bindMap(bound("new_", changes))
                        .bindMap(bound("", where))
                        .execute()
                > 0;
    }

    @Override
    public boolean has(Table in, Map<String, Object> where) {
        flush();
        return handle.createQuery("SELECT COUNT(*) FROM " + in.sql() + where(where))
                        .bindMap(bound("", where))
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    @Override
    public void delete(Table in, Map<String, Object> where) {
        flush();
        handle.createUpdate("DELETE FROM " + in.sql() + where(where))
                .bindMap(bound("", where))
                .execute();
    }

    private static String where(Map<String, Object> columns) {
        return " WHERE "
                + columns.keySet().stream()
                        .sorted()
                        .map(column -> column + " = :" + column)
                        .collect(Collectors.joining(" AND "));
    }

    private static @Nullable Object bound(@Nullable Object value) {
        return value instanceof Instant time ? Rows.time(time) : value;
    }

    private static Map<String, @Nullable Object> bound(String prefix, Map<String, ? extends @Nullable Object> row) {
        Map<String, @Nullable Object> values = new HashMap<>();
        row.forEach((column, value) -> values.put(prefix + column, bound(value)));
        return values;
    }
}
