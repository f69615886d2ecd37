package io.tekton.sharedservices.journal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Named facts in one canonical text: a line {@code name=value} each, in the order of their names, each ended by a line
 * feed. Backslash, line feed and carriage return in a value are written {@code \\}, {@code \n} and {@code \r}. A fact
 * that is null is left out. Not thread-safe.
 */
public final class Facts {
    private final TreeMap<String, String> values = new TreeMap<>();

    public Facts with(String name, @Nullable Object value) {
        if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("not a name of a fact: " + name);
        }
        if (value != null) {
            values.put(name, value instanceof Instant time ? text(time) : value.toString());
        }
        return this;
    }

    /** Times are on record in whole milliseconds. */
    public static Instant onRecord(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }

    private static String text(Instant time) {
        return onRecord(time).toString();
    }

    public String canonical() {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) ->
                text.append(name).append('=').append(escaped(value)).append('\n'));
        return text.toString();
    }

    /**
     * The facts of a canonical text, in its order.
     *
     * @throws IllegalArgumentException if the text is none
     */
    public static Map<String, String> read(String canonical) {
        Map<String, String> facts = new LinkedHashMap<>();
        for (String line : canonical.split("\n")) {
            if (line.isEmpty()) {
                continue;
            }
            int equals = line.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("a line of facts has no name: " + line);
            }
            facts.put(line.substring(0, equals), unescaped(line.substring(equals + 1)));
        }
        return facts;
    }

    private static String escaped(String value) {
        if (value.indexOf('\\') < 0 && value.indexOf('\n') < 0 && value.indexOf('\r') < 0) {
            return value;
        }
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    private static String unescaped(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        StringBuilder plain = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length()) {
                char next = value.charAt(++i);
                plain.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
