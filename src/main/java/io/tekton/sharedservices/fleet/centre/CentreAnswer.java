package io.tekton.sharedservices.fleet.centre;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer of one of the centre's functions: a JSON object. */
final class CentreAnswer {
    private final Map<String, @Nullable Object> values;

    CentreAnswer(Map<String, @Nullable Object> values) {
        this.values = values;
    }

    @Nullable
    String textOrNull(String name) {
        Object value = values.get(name);
        return value == null ? null : value.toString();
    }

    String text(String name) {
        String text = textOrNull(name);
        if (text == null) {
            throw new IllegalArgumentException("the answer does not say its " + name);
        }
        return text;
    }

    long number(String name) {
        return Long.parseLong(text(name));
    }

    Instant time(String name) {
        return OffsetDateTime.parse(text(name)).toInstant();
    }

    @Nullable
    CentreAnswer object(String name) {
        @SuppressWarnings("unchecked") // JSON has no other names
        Map<String, @Nullable Object> object = (Map<String, @Nullable Object>) values.get(name);
        return object == null ? null : new CentreAnswer(object);
    }
}
