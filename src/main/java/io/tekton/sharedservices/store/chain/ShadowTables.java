package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditException;
import java.util.ArrayList;
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

    /** The sequence of the event that is being projected. */
    private long event;

    /** A row, and which events made it. */
    static final class Shadow {
        final Map<String, @Nullable Object> values;
        private final long insertedBy;
        private final Map<String, Long> changedBy = new HashMap<>();

        Shadow(Map<String, @Nullable Object> values, long insertedBy) {
            this.values = values;
            this.insertedBy = insertedBy;
        }

        long insertedBy() {
            return insertedBy;
        }

        long writtenBy(String column) {
            return changedBy.getOrDefault(column, insertedBy);
        }

        private boolean says(Map<String, Object> where) {
            return where.entrySet().stream().allMatch(fact -> fact.getValue().equals(values.get(fact.getKey())));
        }
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
            row.changedBy.put(column, event);
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
