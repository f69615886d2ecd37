package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.json.CanonicalJson;
import io.tekton.sharedservices.json.CanonicalJsonReader;
import io.tekton.sharedservices.json.RecordCodec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an event says, by name. What is null is left out. */
public final class Content {
    private final Map<String, @Nullable Object> values;

    public Content() {
        this(new TreeMap<>());
    }

    private Content(Map<String, @Nullable Object> values) {
        this.values = values;
    }

    /** @throws IllegalArgumentException if it is no object of canonical JSON */
    public static Content read(String json) {
        return new Content(CanonicalJsonReader.read(json));
    }

    /** Every field of a record. */
    <T extends Record> Content fields(RecordCodec<T> codec, T whole) {
        codec.write(whole, values);
        values.values().removeIf(Objects::isNull);
        values.replaceAll((name, value) -> json(value));
        return this;
    }

    public String canonical() {
        return CanonicalJson.write(values);
    }

    /** @param value a text, a number, a time, a constant, a boolean, a content, a map, or a list of these */
    public Content with(String name, @Nullable Object value) {
        if (value != null) {
            values.put(name, json(value));
        }
        return this;
    }

    private static Object json(Object value) {
        if (value instanceof Instant time) {
            return Facts.onRecord(time).toString();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof Long number) {
            return Math.abs(number) <= CanonicalJson.LARGEST_NUMBER ? (Object) number : number.toString();
        }
        if (value instanceof Content object) {
            return object.values;
        }
        if (value instanceof Map<?, ?> map) {
            Content content = new Content();
            map.forEach((name, field) -> content.with((String) name, field));
            return content.values;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Content::json).toList();
        }
        return value;
    }

    public @Nullable String textOrNull(String name) {
        Object value = values.get(name);
        return value == null ? null : value.toString();
    }

    public String text(String name) {
        String text = textOrNull(name);
        if (text == null) {
            throw new IllegalArgumentException("it does not say its " + name);
        }
        return text;
    }

    public @Nullable Long numberOrNull(String name) {
        Object value = values.get(name);
        return value == null || value instanceof Long ? (Long) value : Long.valueOf(value.toString());
    }

    public long number(String name) {
        Long number = numberOrNull(name);
        if (number == null) {
            throw new IllegalArgumentException("it does not say its " + name);
        }
        return number;
    }

    public boolean bool(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    public Instant time(String name) {
        return Instant.parse(text(name));
    }

    public @Nullable Instant timeOrNull(String name) {
        return values.get(name) == null ? null : time(name);
    }

    /** A content within this one; empty where there is none. */
    public Content object(String name) {
        return of(values.get(name));
    }

    /** The names of all values. */
    public List<String> names() {
        return List.copyOf(values.keySet());
    }

    public List<String> texts(String name) {
        return list(name).stream().map(String::valueOf).toList();
    }

    public List<Content> objects(String name) {
        return list(name).stream().map(Content::of).toList();
    }

    private List<?> list(String name) {
        return values.get(name) instanceof List<?> list ? list : List.of();
    }

    @SuppressWarnings("unchecked") // canonical JSON has no other names
    private static Content of(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? new Content((Map<String, @Nullable Object>) map) : new Content();
    }
}
