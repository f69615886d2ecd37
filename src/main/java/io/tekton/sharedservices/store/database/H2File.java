package io.tekton.sharedservices.store.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tekton.sharedservices.store.sql.StoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * One H2 file and the way to it. Every connection to it has the same address: H2 takes other settings for a
 * contradiction.
 */
public record H2File(Path database, String address, String password) {
    private static final String USER = "shared_services";
    private static final int DATABASE_IS_READ_ONLY = 90097;

    // no trace file: what goes wrong comes as an exception, and a trace would repeat what is recorded
    private static final String ALWAYS = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;MAX_COMPACT_TIME=0";

    /**
     * Written data is never overwritten. H2 (2.5.252) can lose commits that have been synced to the disk: it writes a
     * new chunk of the file into freed space and is killed then, and its header names the chunk before. It always finds
     * a chunk at the end of the file. See docs/decisions/0014.
     */
    private static final String ONLY_APPENDED_TO = ";REUSE_SPACE=FALSE";

    public static H2File ofStore(StoreFiles files, String password) {
        return new H2File(
                files.database(), "jdbc:h2:file:" + files.databaseName() + ALWAYS + ONLY_APPENDED_TO, password);
    }

    public static H2File ofSchedule(StoreFiles files, String password) {
        return new H2File(files.schedule(), "jdbc:h2:file:" + files.scheduleName() + ALWAYS, password);
    }

    /** The first connection to a file that this makes; the file stays open for as long as there is a connection. */
    public Connection make() throws SQLException {
        return DriverManager.getConnection(address, USER, password);
    }

    /**
     * A pool that has connected already. It never makes a file, not even if the one it knows should vanish under it.
     *
     * @throws RuntimeException if H2 does not open it; the cause has H2's error code
     */
    public HikariDataSource pool(String name, int most) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(address + ";IFEXISTS=TRUE");
        config.setUsername(USER);
        config.setPassword(password);
        config.setMaximumPoolSize(most);
        config.setMinimumIdle(1);
        // embedded: no network drops a connection, and H2 closes the file with its last one
        config.setMaxLifetime(0);
        config.setConnectionTimeout(5_000);
        return new HikariDataSource(config);
    }

    /** H2 makes files as the umask has it. */
    Path folder() {
        return StoreFiles.folderOf(database);
    }

    public void closeToOthers() throws IOException {
        Files.setPosixFilePermissions(database, PosixFilePermissions.fromString("rw-------"));
    }

    /** An error may have closed the database: connections to the closed one must not be handed out again. */
    public static void giveUpConnections(HikariDataSource pool) {
        if (!pool.isClosed()) {
            pool.getHikariPoolMXBean().softEvictConnections();
        }
    }

    /** Whether it failed because H2 found that the file cannot be written when it opened it. */
    static boolean isReadOnly(Throwable failure) {
        SQLException reason = reason(failure);
        return reason != null && reason.getErrorCode() == DATABASE_IS_READ_ONLY;
    }

    /** The first cause that has an error code of H2's; null where none has. */
    public static @Nullable SQLException reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException reason && reason.getErrorCode() != 0) {
                return reason;
            }
        }
        return null;
    }
}
