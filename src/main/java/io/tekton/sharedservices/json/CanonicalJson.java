package io.tekton.sharedservices.json;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON in the canonical form of RFC 8785, restricted to what an event holds: objects, arrays, texts, whole numbers,
 * true, false and null. Equal values have one text, so that a hash over it can be made again. A surrogate without its
 * pair is written as an escape. {@link CanonicalJsonReader} reads it; programs that are compiled against this one need
 * the writing alone, which uses no library.
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
}
