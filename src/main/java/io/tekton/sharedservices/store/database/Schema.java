package io.tekton.sharedservices.store.database;

import io.tekton.sharedservices.store.sql.Sql;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.store.sql.StoreFiles;
import io.tekton.sharedservices.text.Causes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The version of the tables, and the way up to the newest. Flyway keeps the record; it is started only where a step is
 * to be made, for it costs more than opening the store.
 */
public final class Schema {
    /** Of the newest step: a file in {@link #STEPS}; a test keeps them together. */
    public static final int NEWEST = 2;

    /** On the class path. */
    private static final String STEPS = "sql/migration";

    /** All of them, in order; each may be made again. */
    private static final List<String> ALL =
            List.of("V1__journal_and_the_tables_made_from_it", "V2__owners_whose_end_made_an_orphan");

    /** Older programs had their steps, and their numbers, in another one. */
    private static final String RECORD = "store_schema_history";

    private static final Sql RECORDED = Sql.query("recorded-schema-version");

    private final StoreFiles files;
    private final int newest;
    private final String[] places;

    Schema(StoreFiles files) {
        this(files, NEWEST);
    }

    /** @param more places on the class path with later steps */
    Schema(StoreFiles files, int newest, String... more) {
        this.files = files;
        this.newest = newest;
        this.places = Stream.concat(Stream.of(STEPS), Stream.of(more))
                .map(place -> "classpath:" + place)
                .toArray(String[]::new);
    }

    /**
     * @return whether a step was made
     * @throws StoreException if the store is of a newer program, or a step fails
     */
    boolean bringUpToDate(DataSource source) {
        refuseOlder(source);
        int recorded = recorded(source, RECORDED);
        if (recorded > newest) {
            throw new StoreException("the store " + files.database() + " has schema version " + recorded
                    + "; this program knows versions up to " + newest
                    + ": use the newer program that wrote it, or restore a backup of before into another state folder");
        }
        if (recorded == newest) {
            return false;
        }
        migrate(source);
        return true;
    }

    /** Whether the tables were ever made. */
    boolean isRecorded(DataSource source) {
        return recorded(source, RECORDED) > 0;
    }

    /** @throws StoreException if an older program made the tables; it says how that one exports what it recorded */
    void refuseOlder(DataSource source) {
        int older = isRecorded(source) ? 0 : recorded(source, H2.schemaVersionOfAnOlderProgram());
        if (older > 0) {
            throw new StoreException(
                    "the store " + files.database() + " was written by an older program (schema version "
                            + older + " of before the journal), and this program does not read it; nothing was changed."
                            + " Export its record with the older program (\"shared-services audit --json\" and"
                            + " \"shared-services history --json\"), then \"shared-services store set-aside\" moves it out"
                            + " of the way and keeps it");
        }
    }

    /** Makes the tables and columns that are missing, and no other change. */
    static void makeMissing(Handle handle) {
        ALL.forEach(step -> handle.createScript(Sql.migration(step)).execute());
    }

    private void migrate(DataSource source) {
        try {
            Flyway.configure()
                    .dataSource(source)
                    .table(RECORD)
                    .locations(places)
                    .load()
                    .migrate();
        } catch (RuntimeException e) {
            throw new StoreException(
                    "the store " + files.database() + " could not be brought to schema version " + newest + ": "
                            + Causes.of(e),
                    e);
        }
    }

    /** 0 for a database without a record. */
    private int recorded(DataSource source, Sql where) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(where.plain())) {
            return rows.next() ? number(rows.getString(1)) : 0;
        } catch (SQLException e) {
            return switch (H2.Fault.of(e)) {
                case TABLE_NOT_FOUND, TABLE_NOT_FOUND_IN_EMPTY_SCHEMA -> 0;
                default ->
                    throw new StoreException(
                            "the schema version of the store " + files.database() + " cannot be read: " + Causes.of(e),
                            e);
            };
        }
    }

    private int number(@Nullable String version) {
        try {
            return Integer.parseInt(String.valueOf(version));
        } catch (NumberFormatException e) {
            throw new StoreException(
                    "the store " + files.database() + " has the schema version " + version
                            + ", which is no whole number: it was not written by this program",
                    e);
        }
    }
}
