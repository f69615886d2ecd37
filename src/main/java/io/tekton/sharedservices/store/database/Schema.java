package io.tekton.sharedservices.store.database;

import io.tekton.sharedservices.store.chain.ChainMigration;
import io.tekton.sharedservices.store.sql.Sql;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.store.sql.StoreFiles;
import io.tekton.sharedservices.text.Causes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * The version of the tables, and the way up to the newest. Flyway keeps the record; it is started only where a step is
 * to be made, for it costs more than opening the store.
 */
public final class Schema {
    /**
     * Of the newest step: a file in {@code sql/h2/migration}, or the one that needs more than SQL; a test keeps them
     * together.
     */
    public static final int NEWEST = 10;

    private static final int TABLE_NOT_FOUND = 42102;
    private static final int TABLE_NOT_FOUND_AT_ALL = 42104;

    private final StoreFiles files;

    Schema(StoreFiles files) {
        this.files = files;
    }

    /**
     * @return whether a step was made
     * @throws StoreException if the store is of a newer program, or a step fails
     */
    boolean bringUpToDate(DataSource source) {
        int recorded = recorded(source);
        if (recorded > NEWEST) {
            throw new StoreException("the store " + files.database() + " has schema version " + recorded
                    + "; this program knows versions up to " + NEWEST
                    + ": use the newer program that wrote it, or restore a backup of before into another state folder");
        }
        if (recorded == NEWEST) {
            return false;
        }
        migrate(source);
        return true;
    }

    /** Whether the tables were ever made. */
    boolean isRecorded(DataSource source) {
        return recorded(source) > 0;
    }

    private void migrate(DataSource source) {
        try {
            Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:sql/h2/migration")
                    .javaMigrations(new ChainMigration())
                    .load()
                    .migrate();
        } catch (RuntimeException e) {
            throw new StoreException(
                    "the store " + files.database() + " could not be brought to schema version " + NEWEST + ": "
                            + Causes.of(e),
                    e);
        }
    }

    /** 0 for a database without a record. */
    private int recorded(DataSource source) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(Sql.h2("recorded-schema-version").plain())) {
            return rows.next() ? number(rows.getString(1)) : 0;
        } catch (SQLException e) {
            if (e.getErrorCode() == TABLE_NOT_FOUND || e.getErrorCode() == TABLE_NOT_FOUND_AT_ALL) {
                return 0;
            }
            throw new StoreException(
                    "the schema version of the store " + files.database() + " cannot be read: " + Causes.of(e), e);
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
