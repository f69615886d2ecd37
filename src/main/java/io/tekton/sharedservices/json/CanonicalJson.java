package io.tekton.sharedservices.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON in the canonical form of RFC 8785, restricted to what an event holds: objects, arrays, texts, whole numbers,
 * true, false and null. Equal values have one text, so that a hash over it can be made again. A surrogate without its
 * pair is written as an escape.
 */
public final class CanonicalJson {
    /** Beyond it, a reader that has only floating-point numbers loses digits: such numbers are texts. */
    public static final long LARGEST_NUMBER = (1L << 53) - 1;

    private CanonicalJson() {}

    /**
     * @param value a map with texts as keys, a list, a text, a {@code Long}, a {@code Boolean} or null
     * @throws IllegalArgumentException for any other value
     */
    public static String write(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value);
        return out.toString();
    }

    private static void write(StringBuilder out, @Nullable Object value) {
        if (value instanceof String text) {
            text(out, text);
        } else if (value instanceof Map<?, ?> object) {
            object(out, object);
        } else if (value instanceof List<?> array) {
            String separator = "[";
            for (Object element : array) {
                out.append(separator);
                write(out, element);
                separator = ",";
            }
            out.append(array.isEmpty() ? "[]" : "]");
        } else if (value instanceof Long number && Math.abs(number) <= LARGEST_NUMBER) {
            out.append(number);
        } else if (value == null || value instanceof Boolean) {
            out.append(value);
        } else {
            throw new IllegalArgumentException("canonical JSON has no " + value.getClass() + " like " + value);
        }
    }

    private static void object(StringBuilder out, Map<?, ?> object) {
        boolean sorted = object instanceof SortedMap<?, ?> map && map.comparator() == null;
        char separator = '{';
        for (Map.Entry<?, ?> field : (sorted ? object : new TreeMap<>(object)).entrySet()) {
            text(out.append(separator), (String) field.getKey());
            write(out.append(':'), field.getValue());
            separator = ',';
        }
        out.append(object.isEmpty() ? "{}" : "}");
    }

    private static void text(StringBuilder out, String text) {
        out.append('"');
        int plain = 0;
        while (plain < text.length() && isPlain(text.charAt(plain))) {
            plain++;
        }
        out.append(text, 0, plain);
        for (int i = plain; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                int named = "\b\t\n\f\r".indexOf(c);
                if (named >= 0) {
                    out.append('\\').append("btnfr".charAt(named));
                } else {
                    escaped(out, c);
                }
            } else if (!Character.isSurrogate(c)) {
                out.append(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                escaped(out, c);
            }
        }
        out.append('"');
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c);
    }

    private static void escaped(StringBuilder out, char c) {
        String digits = Integer.toHexString(c);
        out.append("\\u").append("0".repeat(4 - digits.length())).append(digits);
    }

    /**
     * @return the object's fields in their order; numbers are {@code Long}
     * @throws IllegalArgumentException if the text is no object of such JSON
     */
    public static Map<String, @Nullable Object> read(String text) {
        Reader reader = new Reader(text);
        if (reader.value() instanceof Map<?, ?> object && reader.at == text.length()) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            object.forEach((key, value) -> fields.put((String) key, value));
            return fields;
        }
        throw new IllegalArgumentException("not one object of canonical JSON");
    }

    /** The object's texts and numbers as text; what is null or has parts is left out. */
    public static Map<String, String> texts(String object) {
        Map<String, String> texts = new LinkedHashMap<>();
        read(object).forEach((name, value) -> {
            if (value != null && !(value instanceof Map) && !(value instanceof List)) {
                texts.put(name, value.toString());
            }
        });
        return texts;
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        @Nullable
        Object value() {
            char c = peek();
            if (c == '"') {
                return string();
            }
            if (c == '{') {
                return object();
            }
            if (c == '[') {
                return array();
            }
            int from = at;
            while (at < text.length() && ",]}".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            String word = text.substring(from, at);
            return switch (word) {
                case "null" -> null;
                case "true" -> Boolean.TRUE;
                case "false" -> Boolean.FALSE;
                default -> Long.valueOf(word);
            };
        }

        private Map<String, @Nullable Object> object() {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            at++;
            while (peek() != '}') {
                String name = string();
                expect(':');
                fields.put(name, value());
                between('}');
            }
            at++;
            return fields;
        }

        private List<@Nullable Object> array() {
            List<@Nullable Object> elements = new ArrayList<>();
            at++;
            while (peek() != ']') {
                elements.add(value());
                between(']');
            }
            at++;
            return elements;
        }

        private void between(char end) {
            if (peek() != end) {
                expect(',');
            }
        }

        private String string() {
            expect('"');
            StringBuilder plain = new StringBuilder();
            while (true) {
                int from = at;
                while (peek() != '"' && peek() != '\\') {
                    at++;
                }
                plain.append(text, from, at);
                if (text.charAt(at++) == '"') {
                    return plain.toString();
                }
                plain.append(escape());
            }
        }

        private char escape() {
            char c = peek();
            at++;
            int named = "btnfr".indexOf(c);
            if (named >= 0) {
                return "\b\t\n\f\r".charAt(named);
            }
            if (c != 'u') {
                return c;
            }
            if (at + 4 > text.length()) {
                throw new IllegalArgumentException("the JSON ends in an escape");
            }
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }

        private void expect(char wanted) {
            if (peek() != wanted) {
                throw new IllegalArgumentException("the JSON has no " + wanted + " at character " + at);
            }
            at++;
        }

        private char peek() {
            if (at >= text.length()) {
                throw new IllegalArgumentException("the JSON ends in the middle");
            }
            return text.charAt(at);
        }
    }
}
