package io.tekton.sharedservices.registry;

/** Makes text of a foreign file, such as a key, fit to stand in a one-line message. */
final class PrintableText {
    private static final int LONGEST = 80;

    private PrintableText() {}

    /** A name out of a file, in quotes, cut after 80 characters. */
    static String quoted(String name) {
        int end = Math.min(name.length(), LONGEST);
        return '"' + escaped(name.substring(0, end)) + (end < name.length() ? "..." : "") + '"';
    }

    /** The text with everything escaped that a terminal obeys, does not show, or shows elsewhere than it stands. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE,
                        Character.UNASSIGNED,
                        Character.PRIVATE_USE -> out.append(String.format("\\u{%x}", c));
                default -> out.appendCodePoint(c);
            }
        });
        return out.toString();
    }
}
