package io.tekton.sharedservices.redaction;

import io.tekton.sharedservices.secrets.SecretValues;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the user's secret in addresses: {@code scheme://user:password@host}, {@code scheme://token@host},
 * {@code user:password@host}.
 */
final class SecretAddresses {
    private static final int LONGEST_SCHEME = 31;

    /** A user's name that long is none. */
    private static final int LONGEST_USER = 20;

    private static final Pattern WITHOUT_SCHEME = Pattern.compile(
            "(?<![\\w./@:+-])[A-Za-z0-9_.\\\\-]{1,64}+(?:/[A-Za-z0-9_.-]{1,64}+)?:"
                    + "(?!//)([^\\s@\"',;]{1,128})@(?:[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){1,8}|localhost|(?:tcp|unix)\\()(?=[:/()\\s\"',;]|$)");

    private SecretAddresses() {}

    static Pattern pattern() {
        return WITHOUT_SCHEME;
    }

    static void mark(Spans spans) {
        String text = spans.text();
        int end = 0;
        for (int sign = text.indexOf("://"); sign >= 0; sign = text.indexOf("://", sign + 3)) {
            int from = sign + 3;
            if (end < from) {
                end = end(text, from);
            }
            int next = text.indexOf("://", from);
            int to = next >= 0 && next < end ? schemeStart(text, next, from) : end;
            mark(spans, from, to, isWeb(text, sign));
        }
        if (text.indexOf('@') > 0) {
            Matcher matcher = WITHOUT_SCHEME.matcher(text);
            while (matcher.find()) {
                if (!isDigest(text, matcher.end(1) + 1)) {
                    spans.add(matcher.start(1), matcher.end(1));
                }
            }
        }
    }

    private static boolean isDigest(String text, int host) {
        return text.startsWith("sha256", host);
    }

    private static boolean isWeb(String text, int sign) {
        return text.regionMatches(true, Math.max(0, sign - 4), "http", 0, 4)
                || text.regionMatches(true, Math.max(0, sign - 5), "https", 0, 5);
    }

    private static int end(String text, int from) {
        int at = from;
        while (at < text.length()
                && !Character.isWhitespace(text.charAt(at))
                && "\"'`<>".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    private static int schemeStart(String text, int sign, int from) {
        int at = sign;
        while (at > from && sign - at < LONGEST_SCHEME && isOfScheme(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    private static boolean isOfScheme(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || c == '+' || c == '.' || c == '-');
    }

    /** What is behind the scheme. A password may hold signs that end an authority: then the last at sign ends it. */
    private static void mark(Spans spans, int from, int to, boolean web) {
        String address = spans.text().substring(from, to);
        int authority = firstOf(address, "/?#", 0);
        int query = firstOf(address, "?#", 0);
        int at = address.lastIndexOf('@', authority - 1);
        int colon = address.indexOf(':');
        if (at >= 0 && colon >= 0 && colon < at) {
            int last = Math.max(at, address.lastIndexOf('@', query - 1));
            spans.add(from + colon + 1, from + last);
        } else if (at >= 0) {
            String user = address.substring(0, at);
            if (user.length() >= LONGEST_USER || SecretValues.isRandom(user)) {
                spans.add(from, from + at);
            }
        } else if (colon >= 0 && colon < authority && address.charAt(0) != '[') {
            int last = address.lastIndexOf('@');
            boolean port = isPort(address, colon + 1, authority) && (web || colon > 0);
            if (last > authority && !port) {
                spans.add(from + colon + 1, from + last);
            }
        }
    }

    private static boolean isPort(String address, int from, int to) {
        if (to - from > 5) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (!Character.isDigit(address.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static int firstOf(String text, String signs, int from) {
        for (int i = from; i < text.length(); i++) {
            if (signs.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }
}
