package io.tekton.sharedservices.secrets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A table that is kept in a resource of this program: a row a line, columns parted by tabs, {@code #} begins a comment
 * line.
 */
public final class ResourceTable {
    private ResourceTable() {}

    /** @throws IllegalStateException if the resource is not there, or a row has another number of columns */
    public static List<List<String>> read(String resource, int columns) {
        try (InputStream in = ResourceTable.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its resource " + resource);
            }
            List<List<String>> rows = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split("\t", -1)))
                    .toList();
            for (List<String> row : rows) {
                if (row.size() != columns) {
                    throw new IllegalStateException(
                            resource + ": '" + row + "' has " + row.size() + " columns; " + columns + " are needed");
                }
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
