package io.tekton.sharedservices.redaction;

import java.util.ArrayList;
import java.util.List;

/**
 * Parts a text as a shell would, near enough to find options and their values in {@code sh -c} and in process titles.
 */
final class ShellWords {
    private static final String SEPARATORS = ";|&()`\n";

    private final String text;
    private final int end;
    private final List<SecretWords.Word> words = new ArrayList<>();
    private boolean noMoreSingle;
    private boolean noMoreDouble;

    private ShellWords(String text, int end) {
        this.text = text;
        this.end = end;
    }

    /**
     * The words of a part of the text. One that is quoted as a whole comes without its quotes; of others the quotes
     * stay where they are. A sign that ends a command is an empty word.
     */
    static List<SecretWords.Word> of(Spans spans, int from, int to) {
        ShellWords shell = new ShellWords(spans.text(), to);
        int at = from;
        while (at < to) {
            char c = spans.text().charAt(at);
            if (SEPARATORS.indexOf(c) >= 0) {
                shell.words.add(new SecretWords.Word(spans, at, at));
                at++;
            } else if (Character.isWhitespace(c)) {
                at++;
            } else {
                int next = shell.endOfWord(at);
                boolean quoted = next - at >= 2 && (c == '"' || c == '\'') && shell.closing(at) == next - 1;
                shell.words.add(
                        quoted ? new SecretWords.Word(spans, at + 1, next - 1) : new SecretWords.Word(spans, at, next));
                at = next;
            }
        }
        return shell.words;
    }

    private int endOfWord(int from) {
        int at = from;
        while (at < end) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c) || SEPARATORS.indexOf(c) >= 0) {
                return at;
            }
            if (c == '\\') {
                at++;
            } else if (c == '"' || c == '\'') {
                int closing = closing(at);
                if (closing > 0) {
                    at = closing;
                }
            }
            at++;
        }
        return Math.min(at, end);
    }

    /** Where the quote that opens here is closed; -1 where it is not, as an apostrophe in a sentence is not. */
    private int closing(int open) {
        char quote = text.charAt(open);
        if (quote == '"' ? noMoreDouble : noMoreSingle) {
            return -1;
        }
        for (int at = open + 1; at < end; at++) {
            char c = text.charAt(at);
            if (c == quote) {
                return at;
            }
            if (c == '\\' && quote == '"') {
                at++;
            }
        }
        if (quote == '"') {
            noMoreDouble = true;
        } else {
            noMoreSingle = true;
        }
        return -1;
    }
}
