package io.tekton.sharedservices.leftover.rule;

/**
 * A pattern for one name of a path: {@code *} is any characters, {@code ?} one. A name that begins with a dot is
 * matched only by a pattern that does, as in a shell.
 */
public final class NameGlob {
    private final String text;
    private final boolean literal;

    private NameGlob(String text) {
        this.text = text;
        this.literal = text.indexOf('*') < 0 && text.indexOf('?') < 0;
    }

    /** @throws IllegalArgumentException if no single name can match it */
    static NameGlob of(String text) {
        if (text.isEmpty() || text.equals(".") || text.equals("..") || text.indexOf('/') >= 0) {
            throw new IllegalArgumentException("'" + text + "' is no name of a file");
        }
        if (text.contains("**")) {
            throw new IllegalArgumentException("'" + text + "': ** is not known; a pattern is of one folder's names");
        }
        return new NameGlob(text);
    }

    /** Whether it is a name, and no pattern. */
    public boolean isLiteral() {
        return literal;
    }

    boolean saysNothing() {
        return text.chars().allMatch(c -> c == '*' || c == '?');
    }

    public boolean matches(String name) {
        return literal ? name.equals(text) : (!name.startsWith(".") || text.startsWith(".")) && fits(name);
    }

    /** One remembered star is enough, so many of them do not multiply the work, as in a regular expression. */
    private boolean fits(String name) {
        int at = 0;
        int p = 0;
        int star = -1;
        int starAt = 0;
        while (at < name.length()) {
            char wanted = p < text.length() ? text.charAt(p) : 0;
            if (wanted == '*') {
                star = p++;
                starAt = at;
            } else if (wanted == '?' || (p < text.length() && wanted == name.charAt(at))) {
                at = wanted == '?' ? name.offsetByCodePoints(at, 1) : at + 1;
                p++;
            } else if (star >= 0) {
                starAt = name.offsetByCodePoints(starAt, 1);
                at = starAt;
                p = star + 1;
            } else {
                return false;
            }
        }
        while (p < text.length() && text.charAt(p) == '*') {
            p++;
        }
        return p == text.length();
    }

    @Override
    public String toString() {
        return text;
    }
}
