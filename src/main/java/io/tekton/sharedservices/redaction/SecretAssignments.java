package io.tekton.sharedservices.redaction;

import io.tekton.sharedservices.secrets.SecretNames;
import io.tekton.sharedservices.secrets.SecretNames.Kind;
import io.tekton.sharedservices.secrets.SecretValues;
import java.util.Locale;

/**
 * Finds {@code name=value}, {@code "name": "value"}, {@code name: value}, {@code name => value} anywhere in a text: in
 * JSON, in query parameters, in headers. Walks once from sign to sign; it reads a bounded part of the text before a
 * sign.
 */
final class SecretAssignments {
    private static final int LONGEST_NAME = 120;
    private static final int MOST_BLANKS = 20;
    private static final int MOST_BACKSLASHES = 8;

    private final Spans spans;
    private final String text;

    private SecretAssignments(Spans spans) {
        this.spans = spans;
        this.text = spans.text();
    }

    static void mark(Spans spans) {
        new SecretAssignments(spans).mark();
    }

    private void mark() {
        int at = 0;
        while (at < text.length()) {
            int length = sign(at);
            at = length == 0 ? at + 1 : Math.max(at + length, behindValue(at, length));
        }
    }

    /** How long the sign of an assignment is that begins here; 0 for none. */
    private int sign(int at) {
        char c = text.charAt(at);
        if (c == '%' && (text.startsWith("%3D", at) || text.startsWith("%3A", at) || text.startsWith("%3d", at))) {
            return 3;
        }
        if (c == '=') {
            return text.startsWith("=>", at) || text.startsWith("==", at) ? 2 : 1;
        }
        return c == ':' ? text.startsWith(":=", at) ? 2 : 1 : 0;
    }

    /** Marks the value behind a sign if it is secret, and says where it ends; 0 where nothing was marked. */
    private int behindValue(int sign, int length) {
        String name = name(sign);
        if (name.isEmpty()) {
            return 0;
        }
        Kind kind = SecretNames.kind(name);
        int from = skipBlanks(sign + length);
        if (from >= text.length()) {
            return 0;
        }
        boolean colon = text.charAt(sign) == ':' && length == 1;
        if (colon && text.startsWith("//", sign + 1)) {
            return 0;
        }
        if (kind == Kind.UNKNOWN) {
            return unknown(from, colon);
        }
        if (colon && isHeader(name) && quote(from) == 0) {
            return marked(from, endOfLine(from));
        }
        return known(kind, from, colon);
    }

    private int known(Kind kind, int from, boolean colon) {
        int backslashes = backslashes(from);
        char quote = quote(from + backslashes);
        int start = quote == 0 ? from : from + backslashes + 1;
        int end = quote == 0 ? endOfWord(from) : endOfQuoted(start, quote, backslashes);
        String value = text.substring(start, end);
        boolean secret = switch (kind) {
            case SECRET -> !SecretValues.isHarmless(value);
            case SECRET_OR_FILE -> !SecretValues.isHarmless(value) && !SecretValues.isFile(value);
            case SECRET_IF_ODD -> (!colon || quote != 0) && !SecretValues.isPlain(value);
            default -> false;
        };
        if (secret) {
            return marked(start, end);
        }
        return quote == 0 && isScheme(value) && kind == Kind.SECRET ? marked(start, endOfWord(skipBlanks(end))) : 0;
    }

    /** The word before a credential in a header: {@code auth: Bearer x}. */
    private static boolean isScheme(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "bearer", "basic", "token", "apikey", "digest" -> true;
            default -> false;
        };
    }

    /** The value of a neutral name is secret if it appears to come from a random generator. */
    private int unknown(int from, boolean colon) {
        char quote = quote(from);
        if (colon && quote == 0) {
            return 0;
        }
        int start = quote == 0 ? from : from + 1;
        int end = start;
        while (end < text.length() && end - start < LONGEST_NAME * 4 && isOfRandom(text.charAt(end))) {
            end++;
        }
        return SecretValues.isRandom(text.substring(start, end)) ? marked(start, end) : 0;
    }

    private static boolean isOfRandom(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || "-_+/.~@".indexOf(c) >= 0);
    }

    private int marked(int start, int end) {
        spans.add(start, end);
        return end;
    }

    private String name(int sign) {
        int end = sign;
        while (end > 0 && sign - end < MOST_BLANKS && isBlank(text.charAt(end - 1))) {
            end--;
        }
        if (end > 0 && (text.charAt(end - 1) == '"' || text.charAt(end - 1) == '\'')) {
            end--;
            int slashes = end;
            while (slashes > 0 && end - slashes < MOST_BACKSLASHES && text.charAt(slashes - 1) == '\\') {
                slashes--;
            }
            end = slashes;
        }
        int start = end;
        while (start > 0 && end - start < LONGEST_NAME && isOfName(text.charAt(start - 1))) {
            start--;
        }
        return text.substring(start, end);
    }

    private static boolean isOfName(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isHeader(String name) {
        return name.regionMatches(true, name.length() - 13, "authorization", 0, 13)
                || name.regionMatches(true, name.length() - 6, "cookie", 0, 6);
    }

    private int skipBlanks(int from) {
        int at = from;
        while (at < text.length() && at - from < MOST_BLANKS && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private int backslashes(int from) {
        int at = from;
        while (at < text.length() && at - from < MOST_BACKSLASHES && text.charAt(at) == '\\') {
            at++;
        }
        return at - from;
    }

    /** The quote that is here; 0 for none. */
    private char quote(int at) {
        char c = at < text.length() ? text.charAt(at) : 0;
        return c == '"' || c == '\'' ? c : 0;
    }

    private int endOfLine(int from) {
        int at = from;
        while (at < text.length() && "\"'\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    private int endOfWord(int from) {
        int at = from;
        while (at < text.length()
                && !Character.isWhitespace(text.charAt(at))
                && "&;,\"'}".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    /** Before the closing quote, and the backslashes before it that the opening one has too. */
    private int endOfQuoted(int from, char quote, int backslashes) {
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == quote && backslashes == 0) {
                return at;
            }
            if (c == '\\') {
                int count = backslashes(at);
                if (backslashes > 0 && count <= backslashes && quote(at + count) == quote) {
                    return at;
                }
                at += backslashes == 0 ? 1 : count - 1;
            }
        }
        return text.length();
    }
}
