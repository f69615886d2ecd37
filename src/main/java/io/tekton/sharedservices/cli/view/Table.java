package io.tekton.sharedservices.cli.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Rows in columns as wide as their widest cell. On a terminal that is too narrow, the columns that can be done without
 * go first, then the last one is cut; elsewhere nothing is left out, so that what is piped is whole.
 */
public final class Table {
    private static final String GAP = "  ";

    /** Below this, the last column says too little, and others go for it. */
    private static final int ENOUGH_FOR_LAST = 20;

    private static final int LEAST_FOR_LAST = 8;

    private final String[] headings;
    private final List<String[]> rows = new ArrayList<>();
    private final List<UnaryOperator<String>> paints = new ArrayList<>();
    private List<String> spare = List.of();

    public Table(String... headings) {
        this.headings = headings.clone();
    }

    /** Columns that can be done without, the first to go first; the last column is never among them. */
    public Table spare(String... columns) {
        spare = List.of(columns);
        return this;
    }

    public void row(String... cells) {
        painted(UnaryOperator.identity(), cells);
    }

    /** @param paint colours the finished line; it must not change its visible width */
    public void painted(UnaryOperator<String> paint, String... cells) {
        if (cells.length != headings.length) {
            throw new IllegalArgumentException(cells.length + " cells do not fit " + headings.length + " columns");
        }
        rows.add(cells.clone());
        paints.add(paint);
    }

    public void print(Terminal terminal) {
        int[] widths = new int[headings.length];
        for (int c = 0; c < headings.length; c++) {
            widths[c] = TextWidth.of(headings[c]);
            for (String[] row : rows) {
                widths[c] = Math.max(widths[c], TextWidth.of(row[c]));
            }
        }
        int room = Integer.MAX_VALUE;
        if (terminal.outIsTerminal()) {
            int enough = Math.min(widths[widths.length - 1], ENOUGH_FOR_LAST);
            for (String column : spare) {
                if (terminal.columns() - before(widths) < enough) {
                    widths[Arrays.asList(headings).indexOf(column)] = 0;
                }
            }
            room = Math.max(LEAST_FOR_LAST, terminal.columns() - before(widths));
        }
        terminal.line(terminal.bold(line(headings, widths, room)));
        for (int r = 0; r < rows.size(); r++) {
            terminal.line(paints.get(r).apply(line(rows.get(r), widths, room)));
        }
    }

    /** The width before the last column, gaps included. */
    private static int before(int[] widths) {
        return Arrays.stream(widths, 0, widths.length - 1)
                .filter(width -> width > 0)
                .map(width -> width + GAP.length())
                .sum();
    }

    /** @param widths of the columns; 0 leaves one out */
    private static String line(String[] cells, int[] widths, int room) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < cells.length - 1; c++) {
            if (widths[c] > 0) {
                line.append(cells[c])
                        .append(" ".repeat(widths[c] - TextWidth.of(cells[c])))
                        .append(GAP);
            }
        }
        String last = cells[cells.length - 1];
        line.append(TextWidth.of(last) <= room ? last : TextWidth.cut(last, room - 1) + "…");
        return line.toString().stripTrailing();
    }
}
