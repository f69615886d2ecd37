package io.tekton.sharedservices.cleanup.match;

import io.tekton.sharedservices.process.CommandLine;
import java.nio.charset.StandardCharsets;

/**
 * A file-name pattern as shells have it: {@code *} matches any characters but {@code /}, {@code ?} one of them, and a
 * backslash takes the next character literally. A pattern of n path components is compared with the last n components
 * of a path. So {@code tool.py} means any file of that name and {@code shared/ai/*.py} any such file in such a folder.
 * A pattern that begins with {@code /} is compared with the whole path. Case-sensitive. Matching reads the bytes in
 * place and allocates nothing.
 */
final class Glob {
    private final String text;
    private final byte[] pattern;
    private final int components;

    private Glob(String text) {
        this.text = text;
        this.pattern = text.getBytes(StandardCharsets.UTF_8);
        this.components = text.startsWith("/")
                ? 0
                : 1 + (int) text.chars().filter(c -> c == '/').count();
    }

    /** @throws IllegalArgumentException if it is empty or ends in a lone backslash */
    static Glob of(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a pattern must not be empty");
        }
        int backslashes = 0;
        while (backslashes < text.length() && text.charAt(text.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        if (backslashes % 2 == 1) {
            throw new IllegalArgumentException("the pattern '" + text + "' must not end in a lone backslash");
        }
        return new Glob(text);
    }

    /** Compares with the last components of the path from {@code start} to {@code end}. */
    boolean matchesPath(CommandLine line, int start, int end) {
        if (components == 0) {
            return matches(line, start, end, false);
        }
        int from = end;
        int slashes = 0;
        while (from > start) {
            if (line.byteAt(from - 1) == '/' && ++slashes == components) {
                break;
            }
            from--;
        }
        // With fewer components than the pattern has there is too little to compare with.
        return (slashes == components || slashes == components - 1) && matches(line, from, end, false);
    }

    /** As {@link #matchesPath(CommandLine, int, int)}, with a path that stands alone. */
    boolean matchesPath(String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        return matchesPath(CommandLine.of(bytes), 0, bytes.length);
    }

    /** Compares with the whole text; here {@code *} and {@code ?} match {@code /} too. */
    boolean matchesText(CommandLine line, int start, int end) {
        return matches(line, start, end, true);
    }

    boolean matchesText(String value) {
        CommandLine line = CommandLine.of(value.getBytes(StandardCharsets.UTF_8));
        int end = value.getBytes(StandardCharsets.UTF_8).length;
        return matches(line, 0, end, true);
    }

    /** The usual walk with one remembered star: linear in practice, and without recursion. */
    private boolean matches(CommandLine line, int start, int end, boolean slashes) {
        int at = start;
        int p = 0;
        int starP = -1;
        int starAt = -1;
        while (at < end) {
            if (p < pattern.length && pattern[p] == '*') {
                starP = p++;
                starAt = at;
                continue;
            }
            int step = p < pattern.length ? one(line, at, end, p, slashes) : 0;
            if (step > 0) {
                at += step;
                p += pattern[p] == '\\' ? 2 : 1;
            } else if (starP >= 0 && (slashes || line.byteAt(starAt) != '/')) {
                at = ++starAt;
                p = starP + 1;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }

    /** How many bytes the pattern's element at {@code p} takes; 0 if it does not fit. */
    private int one(CommandLine line, int at, int end, int p, boolean slashes) {
        byte b = line.byteAt(at);
        if (pattern[p] == '?') {
            return b == '/' && !slashes ? 0 : character(line, at, end);
        }
        byte wanted = pattern[p] == '\\' ? pattern[p + 1] : pattern[p];
        return b == wanted ? 1 : 0;
    }

    /** The length of the UTF-8 character that begins here; 1 for a byte that begins none. */
    private static int character(CommandLine line, int at, int end) {
        int first = line.byteAt(at) & 0xFF;
        int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
        for (int i = 1; i < length; i++) {
            if (at + i >= end || (line.byteAt(at + i) & 0xC0) != 0x80) {
                return 1;
            }
        }
        return length;
    }

    /** Whether it fits every text, or every text of some length. */
    boolean saysNothing() {
        return text.chars().allMatch(c -> c == '*' || c == '?');
    }

    @Override
    public String toString() {
        return text;
    }
}
