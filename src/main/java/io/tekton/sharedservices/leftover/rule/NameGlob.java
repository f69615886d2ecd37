package io.tekton.sharedservices.leftover.rule;

import java.util.regex.Pattern;

/**
 * A pattern for one name of a path: {@code *} is any characters, {@code ?} one. A name that begins with a dot is
 * matched only by a pattern that does, as in a shell.
 */
public final class NameGlob {
    private final String text;
    private final Pattern pattern;
    private final boolean literal;

    private NameGlob(String text) {
        this.text = text;
        this.literal = text.indexOf('*') < 0 && text.indexOf('?') < 0;
        StringBuilder regex = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        this.pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
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
        return literal
                ? name.equals(text)
                : (!name.startsWith(".") || text.startsWith("."))
                        && pattern.matcher(name).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
