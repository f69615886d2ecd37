package io.tekton.sharedservices.cli.view;

import java.util.regex.Pattern;

/** Text in lines of words. */
public final class Filled {
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    private Filled() {}

    /**
     * Lines of words behind a beginning, the further ones indented. A word that is wider than a line stays whole.
     *
     * @param width of the widest line, in columns of a terminal
     * @return lines, each with its end
     */
    public static String lines(String beginning, int indent, String words, int width) {
        StringBuilder line = new StringBuilder(beginning);
        int taken = TextWidth.of(COLOUR.matcher(beginning).replaceAll(""));
        int first = taken;
        StringBuilder text = new StringBuilder();
        for (String word : words.split(" ")) {
            int columns = TextWidth.of(COLOUR.matcher(word).replaceAll(""));
            if (taken + columns > width && taken > first) {
                text.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder(" ".repeat(indent));
                taken = indent;
                first = indent;
            }
            line.append(word).append(' ');
            taken += columns + 1;
        }
        return text.append(line.toString().stripTrailing()).append('\n').toString();
    }
}
