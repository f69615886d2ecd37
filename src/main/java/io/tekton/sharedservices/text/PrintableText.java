package io.tekton.sharedservices.text;

/** Text of strangers (command lines, names, paths, foreign files) on its way to a terminal, a log or a message. */
public final class PrintableText {
    private PrintableText() {}

    /**
     * The same text on one line, with every character escaped that a terminal or a log could take for more than text:
     * controls, line and paragraph separators, bidirectional and other invisible format characters, lone surrogates. A
     * backslash stays as it is.
     */
    public static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (isPlain(c)) {
                        out.appendCodePoint(c);
                    } else if (c < 0x100) {
                        out.append(String.format("\\x%02x", c));
                    } else {
                        out.append(String.format("\\u{%x}", c));
                    }
                }
            }
        });
        return out.toString();
    }

    /** As {@link #escaped}, but lines stay lines. */
    public static String escapedLines(String text) {
        return String.join("\n", text.lines().map(PrintableText::escaped).toList());
    }

    /** As {@link #escaped(String)}, but text beyond so many characters becomes three dots. */
    public static String escaped(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest
                ? escaped(text)
                : escaped(text.substring(0, text.offsetByCodePoints(0, longest))) + "...";
    }

    /** Whether a character is nothing but text, to terminals and logs too. */
    public static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
