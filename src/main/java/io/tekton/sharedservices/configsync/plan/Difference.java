package io.tekton.sharedservices.configsync.plan;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.ChangeDelta;
import com.github.difflib.patch.Chunk;
import com.github.difflib.patch.Patch;
import io.tekton.sharedservices.json.TextEdit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A difference of two texts as people read differences: unified, with three lines around each change, ended by a line
 * feed.
 */
public final class Difference {
    private static final int CONTEXT = 3;
    private static final String NOTHING = "/dev/null";
    private static final String NO_END = "\n\\ No newline at end of file";

    /**
     * More differing lines are shown as one block: the search for the shortest difference would take too much time and
     * memory.
     */
    private static final int MOST_UNLIKE_LINES = 2_000;

    /** What is longer is cut: a record is for people. */
    private static final int LONGEST = 1 << 20;

    private final UnaryOperator<String> shown;

    /** @param shown a text as it is to be shown: other words, and the same number of lines */
    public Difference(UnaryOperator<String> shown) {
        this.shown = shown;
    }

    /**
     * What the edits, which are in order, do to the text; takes time in proportion to the text, however much they
     * change.
     */
    public String ofEdits(String name, String text, List<TextEdit> edits) {
        if (edits.isEmpty()) {
            return "";
        }
        LineStarts starts = new LineStarts(text);
        List<String> olds = lines(shown.apply(text));
        List<String> news = lines(shown.apply(TextEdit.apply(text, edits)));
        int shift = 0;
        Patch<String> patch = new Patch<>();
        for (int i = 0; i < edits.size(); ) {
            int first = starts.lineOf(edits.get(i).start());
            int last = starts.lineOf(edits.get(i).end());
            int next = i + 1;
            while (next < edits.size() && starts.lineOf(edits.get(next).start()) <= last) {
                last = Math.max(last, starts.lineOf(edits.get(next).end()));
                next++;
            }
            int from = starts.start(first);
            int to = starts.end(last);
            List<TextEdit> here = edits.subList(i, next).stream()
                    .map(edit -> new TextEdit(edit.start() - from, edit.end() - from, edit.replacement()))
                    .toList();
            int removed = lines(text.substring(from, to)).size();
            int added = lines(TextEdit.apply(text.substring(from, to), here)).size();
            patch.addDelta(new ChangeDelta<>(
                    new Chunk<>(first, olds.subList(first, first + removed)),
                    new Chunk<>(first, news.subList(first + shift, first + shift + added))));
            shift += added - removed;
            i = next;
        }
        return rendered(name, name, olds, patch);
    }

    /** A text that was not there. */
    public String ofNew(String name, String text) {
        return rendered(NOTHING, name, List.of(), DiffUtils.diff(List.of(), lines(shown.apply(text))));
    }

    /** The way from one text to the other; empty where they are the same. */
    public String between(String name, String old, String updated) {
        if (old.equals(updated)) {
            return "";
        }
        List<String> olds = lines(old);
        List<String> news = lines(updated);
        Patch<String> patch = unlike(olds, news) > MOST_UNLIKE_LINES ? block(olds, news) : DiffUtils.diff(olds, news);
        List<String> shownOlds = lines(shown.apply(old));
        return rendered(name, name, shownOlds, shown(patch, shownOlds, lines(shown.apply(updated))));
    }

    /** The same changes, in lines as they are shown. */
    private static Patch<String> shown(Patch<String> patch, List<String> olds, List<String> news) {
        Patch<String> shown = new Patch<>();
        for (AbstractDelta<String> delta : patch.getDeltas()) {
            shown.addDelta(new ChangeDelta<>(part(delta.getSource(), olds), part(delta.getTarget(), news)));
        }
        return shown;
    }

    private static Chunk<String> part(Chunk<String> chunk, List<String> lines) {
        int from = chunk.getPosition();
        return new Chunk<>(from, lines.subList(from, from + chunk.size()));
    }

    /** A lower bound of the removed or added lines: those that the other text does not have at any place. */
    private static int unlike(List<String> olds, List<String> news) {
        Map<String, Integer> balance = new HashMap<>();
        olds.forEach(line -> balance.merge(line, 1, Integer::sum));
        news.forEach(line -> balance.merge(line, -1, Integer::sum));
        return balance.values().stream().mapToInt(Math::abs).sum();
    }

    private static Patch<String> block(List<String> olds, List<String> news) {
        int shorter = Math.min(olds.size(), news.size());
        int head = 0;
        while (head < shorter && olds.get(head).equals(news.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head && olds.get(olds.size() - 1 - tail).equals(news.get(news.size() - 1 - tail))) {
            tail++;
        }
        Patch<String> patch = new Patch<>();
        patch.addDelta(new ChangeDelta<>(
                new Chunk<>(head, olds.subList(head, olds.size() - tail)),
                new Chunk<>(head, news.subList(head, news.size() - tail))));
        return patch;
    }

    private static String rendered(String oldName, String newName, List<String> old, Patch<String> patch) {
        StringBuilder out = new StringBuilder();
        for (String line : UnifiedDiffUtils.generateUnifiedDiff(oldName, newName, old, patch, CONTEXT)) {
            if (out.length() + line.length() > LONGEST) {
                return out.append("... (the rest is left out: the difference is longer than ")
                        .append(LONGEST)
                        .append(" characters)\n")
                        .toString();
            }
            out.append(line).append('\n');
        }
        return out.toString();
    }

    /** Without their line feeds; a last line that has none carries the mark that says so. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', start)) {
            lines.add(text.substring(start, feed));
            start = feed + 1;
        }
        if (start < text.length()) {
            lines.add(text.substring(start) + NO_END);
        }
        return lines;
    }

    /** Where the lines of a text begin. */
    private static final class LineStarts {
        private final String text;
        private final int[] starts;
        private final int count;

        LineStarts(String text) {
            this.text = text;
            int[] found = new int[(int) text.chars().filter(c -> c == '\n').count() + 1];
            int lines = 1;
            for (int i = text.indexOf('\n'); i >= 0 && i + 1 < text.length(); i = text.indexOf('\n', i + 1)) {
                found[lines++] = i + 1;
            }
            this.starts = found;
            this.count = lines;
        }

        int lineOf(int offset) {
            int found = Arrays.binarySearch(starts, 0, count, offset);
            return found >= 0 ? found : -found - 2;
        }

        int start(int line) {
            return starts[line];
        }

        /** The index after the line and its line feed. */
        int end(int line) {
            return line + 1 < count ? starts[line + 1] : text.length();
        }
    }
}
