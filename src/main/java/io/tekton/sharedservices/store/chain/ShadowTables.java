package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.RunOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows as the journal makes them, in memory: of one run, or of what belongs to no run. */
final class ShadowTables implements Tables {
    private final Map<Table, Map<List<@Nullable Object>, Shadow>> tables = new EnumMap<>(Table.class);
    private final String run;

    /** The sequence of the event that is being projected. */
    private long event;

    private long begun;

    /** A row, and which events made it. */
    static final class Shadow {
        final Map<String, @Nullable Object> values;
        private final long insertedBy;
        private Map<String, Long> changedBy = Map.of();

        Shadow(Map<String, @Nullable Object> values, long insertedBy) {
            this.values = values;
            this.insertedBy = insertedBy;
        }

        long insertedBy() {
            return insertedBy;
        }

        private void change(String column, long event) {
            changedBy = changedBy.isEmpty() ? new HashMap<>() : changedBy;
            changedBy.put(column, event);
        }

        long writtenBy(String column) {
            return changedBy.getOrDefault(column, insertedBy);
        }

        private boolean says(Map<String, Object> where) {
            return where.entrySet().stream().allMatch(fact -> fact.getValue().equals(values.get(fact.getKey())));
        }
    }

    /** @param run its id */
    ShadowTables(String run) {
        this.run = run;
    }

    String run() {
        return run;
    }

    List<@Nullable Object> hostAndJob() {
        Shadow row = only();
        return Arrays.asList(row.values.get("host"), row.values.get("job"));
    }

    boolean hasEnded() {
        return !RunOutcome.RUNNING.name().equals(only().values.get("outcome"));
    }

    boolean hasOpenIntents() {
        return rows(Table.TERMINATION).values().stream().anyMatch(row -> row.values.get("result") == null);
    }

    /** The event that began the run; for rows of no run, the other one. */
    long begunBy(long otherwise) {
        return begun == 0 ? otherwise : begun;
    }

    int size() {
        return tables.values().stream().mapToInt(Map::size).sum();
    }

    private Shadow only() {
        return rows(Table.RUN).values().iterator().next();
    }

    void during(long sequence) {
        event = sequence;
    }

    Map<List<@Nullable Object>, Shadow> rows(Table table) {
        return tables.computeIfAbsent(table, key -> new LinkedHashMap<>());
    }

    static List<@Nullable Object> key(Table table, Map<String, ? extends @Nullable Object> row) {
        List<@Nullable Object> key = new ArrayList<>();
        table.key().forEach(column -> key.add(row.get(column)));
        return key;
    }

    @Override
    public void insert(Table table, Map<String, @Nullable Object> row) {
        begun = table == Table.RUN ? event : begun;
        if (rows(table).put(key(table, row), new Shadow(row, event)) != null) {
            throw new AuditException("event " + event + " records a second time what is on record");
        }
    }

    @Override
    public boolean update(
            Table table, Map<String, Object> where, @Nullable String ifNull, Map<String, @Nullable Object> changes) {
        Shadow row = rows(table).get(key(table, where));
        if (row == null || !row.says(where) || (ifNull != null && row.values.get(ifNull) != null)) {
            return false;
        }
        changes.forEach((column, value) -> {
            row.values.put(column, value);
            row.change(column, event);
        });
        return true;
    }

    @Override
    public boolean has(Table table, Map<String, Object> where) {
        return rows(table).containsKey(key(table, where));
    }

    @Override
    public void delete(Table table, Map<String, Object> where) {
        if (where.keySet().equals(Set.copyOf(table.key()))) {
            rows(table).remove(key(table, where));
        } else {
            rows(table).values().removeIf(row -> row.says(where));
        }
    }
}
