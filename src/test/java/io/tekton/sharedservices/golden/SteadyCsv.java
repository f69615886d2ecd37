package io.tekton.sharedservices.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Comma-separated values (RFC 4180) with placeholders by column, in the manner of {@link SteadyJson}. */
final class SteadyCsv {
    private static final Set<String> TEXTS = Set.of("explanation", "detail");
    private static final Set<String> VOLATILE = Set.of(
            "waitMillis", "pid", "ageSeconds", "user", "parentPid", "lineage", "host", "memoryBytes", "cpuMillis");

    private SteadyCsv() {}

    static String of(String document, Steady steady) {
        if (!document.endsWith("\r\n")) {
            throw new AssertionError("the last line has no CR LF: " + document);
        }
        StringBuilder steadied = new StringBuilder();
        List<String> columns = List.of();
        for (String line : document.split("\r\n")) {
            List<String> cells = cells(line);
            if (columns.isEmpty()) {
                columns = cells;
                steadied.append(String.join(",", cells)).append("\n");
                continue;
            }
            for (int i = 0; i < cells.size(); i++) {
                String column = columns.get(i);
                String cell = cells.get(i);
                steadied.append(i == 0 ? "" : ",");
                if (!cell.isEmpty()) {
                    steadied.append(
                            TEXTS.contains(column)
                                    ? "<text>"
                                    : VOLATILE.contains(column) ? "<" + column + ">" : steady.value(cell));
                }
            }
            steadied.append('\n');
        }
        return steadied.toString();
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (char c : line.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
