package io.tekton.sharedservices.store;

import io.tekton.sharedservices.store.database.H2;
import io.tekton.sharedservices.store.database.StorePassword;
import io.tekton.sharedservices.store.sql.StoreFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * SQL of a test's own on a store or a scheduler's file, whether it is open in this JVM or not: H2 lets its own process
 * in.
 */
public final class RawSql {
    private RawSql() {}

    public static Connection ofStore(Path folder) throws SQLException {
        StoreFiles files = new StoreFiles(real(folder));
        return H2.ofStore(files, password(files)).make();
    }

    public static Connection ofSchedule(Path folder) throws SQLException {
        StoreFiles files = new StoreFiles(real(folder));
        return H2.ofSchedule(files, password(files)).make();
    }

    /** The first number of the first row. */
    public static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String password(StoreFiles files) {
        try {
            return StorePassword.read(files);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
