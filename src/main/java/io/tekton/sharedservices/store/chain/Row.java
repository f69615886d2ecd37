package io.tekton.sharedservices.store.chain;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row, or some columns of one, as a {@link Projector} writes it. */
final class Row {
    final Map<String, @Nullable Object> values = new HashMap<>();

    Row with(String column, @Nullable Object value) {
        values.put(column, value);
        return this;
    }

    /** Texts whose columns have the names that the content has. */
    Row texts(Content content, String... names) {
        for (String name : names) {
            values.put(name, content.textOrNull(name));
        }
        return this;
    }
}
