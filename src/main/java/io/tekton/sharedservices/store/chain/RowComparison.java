package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import io.tekton.sharedservices.store.chain.ShadowTables.Shadow;
import io.tekton.sharedservices.store.sql.Sql;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Compares rows as the journal makes them with those of the tables: every column of every row, no row more. */
final class RowComparison {
    private final Handle handle;
    private final Map<Table, Long> compared = new EnumMap<>(Table.class);

    /** The difference that the earliest event speaks of. */
    private @Nullable Broken first;

    RowComparison(Handle handle) {
        this.handle = handle;
    }

    @Nullable
    Broken findMissingTable() {
        List<String> there = handle.createQuery(Sql.query("names-of-tables").plain())
                .mapTo(String.class)
                .list();
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

    /** @return what differs; null if nothing does */
    @Nullable
    Broken compareRun(String run, ShadowTables made) {
        long begun = made.rows(Table.RUN).values().stream()
                .mapToLong(Shadow::insertedBy)
                .min()
                .orElse(1);
        for (Table table : Table.values()) {
            if (table.ofRun() != null) {
                compare(
                        table,
                        made,
                        handle.createQuery("SELECT * FROM " + table.sql() + " WHERE " + table.ofRun() + " = :run")
                                .bind("run", run),
                        begun);
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
        for (Table table : Table.values()) {
            if (table.ofRun() == null) {
                compare(table, made, handle.createQuery("SELECT * FROM " + table.sql()), end);
            }
        }
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

    private void compare(Table table, ShadowTables made, Query query, long otherwise) {
        Map<List<@Nullable Object>, Shadow> left = made.rows(table);
        compared.merge(table, (long) left.size(), Long::sum);
        query.mapToMap().forEach(found -> {
            Map<String, @Nullable Object> actual = plain(found);
            Shadow row = left.remove(ShadowTables.key(table, actual));
            if (row == null) {
                differs(
                        otherwise,
                        "the table " + table.sql() + " has a row that is not in the journal: " + named(table, actual));
                return;
            }
            actual.forEach((column, value) -> {
                if (!Objects.equals(value, row.values.get(column))) {
                    differs(
                            row.writtenBy(column),
                            "the table " + table.sql() + " does not say what was recorded in " + column + " of "
                                    + named(table, actual));
                }
            });
        });
        left.values()
                .forEach(row -> differs(
                        row.insertedBy(), "the table " + table.sql() + " has no row of " + named(table, row.values)));
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

    /** As a {@link Projector} writes it. */
    private static Map<String, @Nullable Object> plain(Map<String, @Nullable Object> row) {
        Map<String, @Nullable Object> plain = new HashMap<>();
        row.forEach((column, value) -> {
            if (value instanceof Integer number) {
                plain.put(column, number.longValue());
            } else {
                plain.put(column, value instanceof OffsetDateTime time ? time.toInstant() : value);
            }
        });
        return plain;
    }
}
