package io.tekton.sharedservices.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/** Makes one random edit at a time to the tables that the chain covers, through a connection of its own. */
public final class Tamperer {
    /** Weighted by how much they contain. */
    private static final List<String> TABLES = List.of(
            "AUDIT_EVENT",
            "AUDIT_EVENT",
            "AUDIT_EVENT",
            "RUN",
            "VERDICT",
            "VERDICT",
            "TERMINATION",
            "AUDIT_CHAIN",
            "CONFIG_SYNC",
            "CONFIG_CHANGE",
            "SETTING_CHANGE",
            "SETTINGS_IN_FORCE",
            "INTERVENTION",
            "TRIGGER_REPAIR",
            "PAUSED_JOB",
            "REGISTRY_SEEN",
            "LEFTOVER",
            "LEFTOVER_ACTION");

    private final Handle handle;
    private final Random random;

    public Tamperer(Handle handle, Random random) {
        this.handle = handle;
        this.random = random;
    }

    private record Column(String name, String type, boolean nullable) {}

    /** What was edited; empty where the edit changed nothing, or the database did not allow it. */
    public Optional<String> edit() {
        String table = TABLES.get(random.nextInt(TABLES.size()));
        List<Long> rows = handle.createQuery("SELECT _ROWID_ FROM " + table + " ORDER BY 1")
                .mapTo(Long.class)
                .list();
        List<Map<String, Object>> before = content(table);
        String what;
        try {
            what = switch (random.nextInt(10)) {
                case 0, 1 -> delete(table, rows);
                case 2 -> copy(table, rows);
                case 3 -> swap(table, rows);
                case 4 -> cut(table, rows);
                default -> change(table, rows);
            };
        } catch (JdbiException e) {
            return Optional.empty();
        }
        return content(table).equals(before) ? Optional.empty() : Optional.of(what);
    }

    private List<Map<String, Object>> content(String table) {
        return handle.createQuery("SELECT * FROM " + table + " ORDER BY 1, 2")
                .mapToMap()
                .list();
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private List<Column> columns(String table) {
        return handle.createQuery("SELECT column_name, data_type, is_nullable FROM information_schema.columns"
                        + " WHERE table_name = '" + table + "' AND table_schema = 'PUBLIC' ORDER BY ordinal_position")
                .map((rows, context) -> new Column(
                        rows.getString(1), rows.getString(2), rows.getString(3).equals("YES")))
                .list();
    }

    private String run(String sql) {
        handle.execute(sql);
        return sql;
    }

    private String delete(String table, List<Long> rows) {
        return run("DELETE FROM " + table + " WHERE _ROWID_ = " + any(rows));
    }

    private String cut(String table, List<Long> rows) {
        boolean end = random.nextBoolean();
        return run("DELETE FROM " + table + " WHERE _ROWID_ " + (end ? ">= " : "<= ") + any(rows));
    }

    /** The row once more, with one column made anew, which lets it pass the keys now and then. */
    private String copy(String table, List<Long> rows) {
        List<Column> columns = columns(table);
        Column changed = any(columns);
        List<String> values = new ArrayList<>();
        for (Column column : columns) {
            values.add(column.equals(changed) || column.name().equals("SEQUENCE") ? another(column) : column.name());
        }
        return run("INSERT INTO " + table + " SELECT " + String.join(", ", values) + " FROM " + table
                + " WHERE _ROWID_ = " + any(rows));
    }

    private String swap(String table, List<Long> rows) {
        Column column = any(columns(table));
        long one = any(rows);
        long other = any(rows);
        return run("UPDATE " + table + " SET " + column.name() + " = CASE _ROWID_ WHEN " + one + " THEN (SELECT o."
                + column.name() + " FROM " + table + " o WHERE o._ROWID_ = " + other + ") ELSE (SELECT o."
                + column.name() + " FROM " + table + " o WHERE o._ROWID_ = " + one + ") END WHERE _ROWID_ IN (" + one
                + ", " + other + ")");
    }

    private String change(String table, List<Long> rows) {
        Column column = any(columns(table));
        String value = column.nullable() && random.nextInt(4) == 0 ? "NULL" : another(column);
        return run("UPDATE " + table + " SET " + column.name() + " = " + value + " WHERE _ROWID_ = " + any(rows));
    }

    private String another(Column column) {
        int number = 1 + random.nextInt(1_000);
        return switch (column.type()) {
            case "BOOLEAN" -> "NOT " + column.name();
            case "TIMESTAMP WITH TIME ZONE" -> column.name() + " + INTERVAL '" + number + "' SECOND";
            case "BIGINT", "INTEGER" -> random.nextBoolean() ? column.name() + " + " + number : String.valueOf(number);
            default ->
                switch (random.nextInt(4)) {
                    case 0 -> column.name() + " || ' '";
                    case 1 -> "'" + number + "'";
                    case 2 -> "UPPER(" + column.name() + ")";
                    default -> "SUBSTRING(" + column.name() + ", 2)";
                };
        };
    }
}
