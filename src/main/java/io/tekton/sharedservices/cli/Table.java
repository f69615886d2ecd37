package io.tekton.sharedservices.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Rows in columns as wide as their widest cell. On a terminal the last column is cut to fit the width; elsewhere nothing is
 * cut, so that what is piped is whole.
 */
final class Table {
    private static final String GAP = "  ";
    private static final int LEAST_LAST = 12;

    private final String[] headings;
    private final List<String[]> rows = new ArrayList<>();
    private final List<UnaryOperator<String>> paints = new ArrayList<>();

    Table(String... headings) {
        this.headings = headings.clone();
    }

    void row(String... cells) {
        painted(UnaryOperator.identity(), cells);
    }

    /** @param paint colours the finished line; it must not change its visible width */
    void painted(UnaryOperator<String> paint, String... cells) {
        if (cells.length != headings.length) {
            throw new IllegalArgumentException(cells.length + " cells do not fit " + headings.length + " columns");
        }
        rows.add(cells.clone());
        paints.add(paint);
    }

    void print(Terminal terminal) {
        int[] widths = new int[headings.length];
        for (int c = 0; c < headings.length; c++) {
            widths[c] = width(headings[c]);
            for (String[] row : rows) {
                widths[c] = Math.max(widths[c], width(row[c]));
            }
        }
        int last = headings.length - 1;
        int before = Arrays.stream(widths, 0, last).sum() + GAP.length() * last;
        int room = terminal.outIsTerminal() ? Math.max(LEAST_LAST, terminal.columns() - before) : Integer.MAX_VALUE;
        terminal.line(terminal.bold(line(headings, widths, room)));
        for (int r = 0; r < rows.size(); r++) {
            terminal.line(paints.get(r).apply(line(rows.get(r), widths, room)));
        }
    }

    private static String line(String[] cells, int[] widths, int room) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < cells.length - 1; c++) {
            line.append(cells[c])
                    .append(" ".repeat(widths[c] - width(cells[c])))
                    .append(GAP);
        }
        line.append(cut(cells[cells.length - 1], room));
        return line.toString().stripTrailing();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String cut(String text, int room) {
        return width(text) <= room ? text : text.substring(0, text.offsetByCodePoints(0, room - 1)) + "…";
    }
}
