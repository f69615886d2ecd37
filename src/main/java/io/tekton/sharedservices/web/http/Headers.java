package io.tekton.sharedservices.web.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of a request or an answer. The case of a name, and the order of fields of different names, have no
 * meaning (RFC 9110, 5.1 and 5.3). For one thread.
 */
public final class Headers {
    private final Map<String, List<String>> fields = new HashMap<>(32);

    /** @throws IllegalArgumentException if name or value would end the line, and begin another header or the body */
    void add(String name, String value) {
        String safe = checked(value);
        fields.computeIfAbsent(key(name), key -> new ArrayList<>()).add(safe);
    }

    /**
     * Replaces all values of this name by one.
     *
     * @throws IllegalArgumentException if name or value would end the line, and begin another header or the body
     */
    public void set(String name, String value) {
        List<String> values = new ArrayList<>();
        values.add(checked(value));
        fields.put(key(name), values);
    }

    /** The values in the order of the lines; empty for none. */
    public List<String> all(String name) {
        return List.copyOf(fields.getOrDefault(key(name), List.of()));
    }

    /** Null for none. */
    public @Nullable String first(String name) {
        List<String> values = fields.get(key(name));
        return values == null ? null : values.get(0);
    }

    public boolean has(String name) {
        return fields.containsKey(key(name));
    }

    /** One line for each value. */
    void writeTo(StringBuilder text) {
        fields.forEach((name, values) -> values.forEach(
                value -> text.append(name).append(": ").append(value).append("\r\n")));
    }

    /** The first letter is a capital: {@code Content-type}. */
    private static String key(String name) {
        String lower = checked(name).toLowerCase(Locale.ROOT);
        return lower.substring(0, 1).toUpperCase(Locale.ROOT) + lower.substring(1);
    }

    /** RFC 9110, 5.5: CR, LF and NUL are dangerous. */
    private static String checked(String text) {
        if (text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException("a header has a line break or NUL");
        }
        return text;
    }
}
