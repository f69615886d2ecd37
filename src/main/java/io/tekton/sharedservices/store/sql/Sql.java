package io.tekton.sharedservices.store.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * A statement from a file on the class path ({@code sql/queries/NAME.sql}, {@code sql/h2/NAME.sql}). A line that ends
 * in {@code -- if WORD} is included only if that word is given: the database then sees only conditions that apply, and
 * can use its indexes. Without such words the file is plain SQL. Immutable.
 */
public record Sql(String name, String text) {
    private static final String ONLY_IF = " -- if ";

    /** Reading one from the jar takes longer than most statements. */
    private static final Map<String, Sql> KNOWN = new ConcurrentHashMap<>();

    public static Sql query(String name) {
        return load("sql/queries/" + name + ".sql");
    }

    /** A statement that H2 alone knows. */
    public static Sql h2(String name) {
        return load("sql/h2/" + name + ".sql");
    }

    /** A statement of a fleet's centre. */
    public static Sql fleet(String name) {
        return load("sql/fleet/" + name + ".sql");
    }

    /** The whole text of a step of the schema. */
    public static String migration(String name) {
        return read("sql/migration/" + name + ".sql").text();
    }

    private static Sql load(String path) {
        return KNOWN.computeIfAbsent(path, Sql::read);
    }

    private static Sql read(String path) {
        try (InputStream stream = Sql.class.getClassLoader().getResourceAsStream(path)) {
            if (stream == null) {
                throw new IllegalStateException("the class path has no " + path);
            }
            return new Sql(path, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the statement " + path + " cannot be read", e);
        }
    }

    /** The statement with the conditions of these words and without all others. */
    public String with(Set<String> words) {
        return text.lines()
                .filter(line -> !line.startsWith("--"))
                .filter(line -> !line.contains(ONLY_IF) || words.contains(word(line)))
                .map(line -> line.contains(ONLY_IF) ? line.substring(0, line.indexOf(ONLY_IF)) : line)
                .collect(Collectors.joining("\n"));
    }

    public String plain() {
        return with(Set.of());
    }

    /** The statement as a query; of its conditions, it has none. */
    public Query on(Handle handle) {
        return on(handle, Set.of());
    }

    /** The statement as a query with the conditions of these words. */
    public Query on(Handle handle, Set<String> words) {
        return handle.createQuery(with(words));
    }

    private static String word(String line) {
        return line.substring(line.indexOf(ONLY_IF) + ONLY_IF.length()).strip();
    }
}
