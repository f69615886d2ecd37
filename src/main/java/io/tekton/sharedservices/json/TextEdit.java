package io.tekton.sharedservices.json;

import java.util.Comparator;
import java.util.List;

/**
 * Characters that take the place of others.
 *
 * @param start the first character that goes, in UTF-16 units
 * @param end the first one that stays again; the same as {@code start} where nothing goes
 */
public record TextEdit(int start, int end, String replacement) {
    public TextEdit {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("no such range: " + start + " to " + end);
        }
    }

    /**
     * In the order in which they apply: a text that is put behind a value comes after what is changed in that value.
     */
    public static List<TextEdit> inOrder(List<TextEdit> edits) {
        return edits.stream()
                .sorted(Comparator.comparingInt(TextEdit::start).thenComparingInt(TextEdit::end))
                .toList();
    }

    /** @param edits in order, none of them within another */
    public static String apply(String text, List<TextEdit> edits) {
        StringBuilder out = new StringBuilder(text.length() + 256);
        int at = 0;
        for (TextEdit edit : edits) {
            if (edit.start < at) {
                throw new IllegalStateException("two edits overlap at " + edit.start);
            }
            out.append(text, at, edit.start).append(edit.replacement);
            at = edit.end;
        }
        return out.append(text, at, text.length()).toString();
    }
}
