package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.cli.view.Filled;

/** A manual page in the making; in the macros of {@code man(7)}. */
final class ManText {
    /** Formatters want at most 80 bytes. */
    private static final int WIDTH = 78;

    private final StringBuilder page = new StringBuilder();

    /** @param title in capitals, such as {@code KILL} */
    ManText(String title, int section, String version, String date) {
        line(".TH " + escaped(title) + " " + section + " " + date + " \"Shared Services " + version + "\"");
    }

    void section(String name) {
        line(".SH " + name);
    }

    void line(String line) {
        page.append(line).append('\n');
    }

    /** Plain words. */
    void words(String text) {
        escapedWords(escaped(text.strip()));
    }

    /** A sentence a line, as the formatter wants it. */
    void escapedWords(String text) {
        for (String sentence : text.split("(?<=[.:]) (?=(\\\\f[BR])?[A-Z])|\n+")) {
            Filled.lines("", 0, sentence.strip(), WIDTH)
                    .lines()
                    .map(ManText::noRequest)
                    .forEach(this::line);
        }
    }

    /** A line that begins with one of these would be a request to the formatter. */
    private static String noRequest(String line) {
        return line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line;
    }

    static String capitalized(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    static String bold(String text) {
        return "\\fB" + escaped(text) + "\\fR";
    }

    static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-");
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
