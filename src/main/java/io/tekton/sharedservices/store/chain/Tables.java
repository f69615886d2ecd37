package io.tekton.sharedservices.store.chain;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a {@link Projector} writes: texts, whole numbers as {@code Long}, booleans, times as {@code Instant}. */
interface Tables {
    /** @param row every column of the table */
    void insert(Table table, Map<String, @Nullable Object> row);

    /**
     * @param where all columns of the table's key, and what else the row must say
     * @param ifNull a column that must be null; null for none
     * @return whether there is such a row
     */
    boolean update(
            Table table, Map<String, Object> where, @Nullable String ifNull, Map<String, @Nullable Object> changes);

    /** @param where all columns of the table's key */
    boolean has(Table table, Map<String, Object> where);

    /** Every row that says so; there may be none. */
    void delete(Table table, Map<String, Object> where);
}
