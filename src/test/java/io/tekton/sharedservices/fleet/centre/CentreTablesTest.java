package io.tekton.sharedservices.fleet.centre;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** One projector writes the tables of a host and those of the centre: what it writes must be in both. */
class CentreTablesTest {
    private static final Pattern TABLE = Pattern.compile(
            "^CREATE TABLE (?:IF NOT EXISTS )?(\\w+) \\(\\R(.*?)^\\)", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern COLUMN =
            Pattern.compile("^    ([a-z]\\w*) +([A-Z]+(?:\\(\\d+\\))?)", Pattern.MULTILINE);

    /** A column that came in a later step. */
    private static final Pattern MORE = Pattern.compile(
            "^ALTER TABLE (\\w+) ADD COLUMN IF NOT EXISTS (\\w+) ([A-Z]+(?:\\(\\d+\\))?)", Pattern.MULTILINE);

    /** Of the journal itself, which the centre keeps in tables of its own. */
    private static final String JOURNAL = "audit_.*|purge|fleet_.*";

    @Test
    void haveTheColumnsOfAHost() throws IOException {
        Map<String, Map<String, String>> host = tables("sql/migration");
        Map<String, Map<String, String>> centre = tables("sql/fleet/migration");
        host.keySet().removeIf(table -> table.matches(JOURNAL));

        assertThat(host).hasSizeGreaterThan(9);
        host.forEach((table, columns) ->
                assertThat(centre.get(table)).as("the centre's table " + table).isEqualTo(columns));
    }

    /** The type of each column of each table that the steps make. */
    private static Map<String, Map<String, String>> tables(String folder) throws IOException {
        Map<String, Map<String, String>> tables = new TreeMap<>();
        try (var steps = Files.list(Path.of(folder))) {
            for (Path step : steps.sorted().toList()) {
                Matcher more = MORE.matcher(Files.readString(step));
                while (more.find()) {
                    tables.get(more.group(1)).put(more.group(2), more.group(3));
                }
                Matcher table = TABLE.matcher(Files.readString(step));
                while (table.find()) {
                    Map<String, String> columns = new TreeMap<>();
                    Matcher column = COLUMN.matcher(table.group(2));
                    while (column.find()) {
                        columns.put(column.group(1), column.group(2));
                    }
                    tables.put(table.group(1), columns);
                }
            }
        }
        return tables;
    }
}
