package io.tekton.sharedservices.store.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tekton.sharedservices.store.sql.Sql;
import io.tekton.sharedservices.store.sql.StoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.IntSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * One file of H2's and the way to it, and all that is said to H2 alone: addresses, error codes, how a file is closed,
 * compacted and copied, how much of it is in use. Everything else that is asked of a database is in {@code sql/queries}
 * and {@code sql/migration}, which PostgreSQL takes as they are.
 *
 * <p>Every connection to a file has the same address: H2 takes other settings for a contradiction.
 */
public record H2(Path database, String address, String password) {
    private static final String USER = "shared_services";
    private static final int SCHEDULER_TABLES = 11;

    // no trace file: what goes wrong comes as an exception, and a trace would repeat what is recorded
    private static final String ALWAYS = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;MAX_COMPACT_TIME=0";

    /**
     * Written data is never overwritten. H2 (2.5.252) can lose commits that have been synced to the disk: it writes a
     * new chunk of the file into freed space and is killed then, and its header names the chunk before. It always finds
     * a chunk at the end of the file. See docs/decisions/0014.
     */
    private static final String ONLY_APPENDED_TO = ";REUSE_SPACE=FALSE";

    /** A smaller file is left as it is. */
    static final long WORTH_COMPACTING_BYTES = 4 << 20;

    private static final int WORTH_KEEPING_PERCENT = 50;

    /** Beside what the new file is going to need. */
    private static final long ROOM_TO_SPARE_BYTES = 16 << 20;

    /** MVStore begins a file with two blocks of 4 KiB that say what it is, and a piece with content follows. */
    static final long SMALLEST_BYTES = 3 * 4096;

    /**
     * Reads a snapshot of all tables. REPEATABLE READ takes one table by table, and was seen to show a chain's head
     * without its last event.
     */
    static final TransactionIsolationLevel SNAPSHOT = TransactionIsolationLevel.SERIALIZABLE;

    /** What H2 can be told apart to complain of. */
    public enum Fault {
        WRONG_PASSWORD(28000),
        TABLE_NOT_FOUND(42102),
        TABLE_NOT_FOUND_IN_EMPTY_SCHEMA(42104),
        OPEN_ELSEWHERE(90020),
        DAMAGED(90030),
        OTHER_FORMAT(90048),
        /** H2 found that the file cannot be written when it opened it. */
        READ_ONLY(90097),
        CLOSED(90121),
        OTHER(0);

        private final int code;

        Fault(int code) {
            this.code = code;
        }

        /** {@link #OTHER} also where no cause is of a database. */
        public static Fault of(Throwable failure) {
            SQLException reason = reason(failure);
            for (Fault fault : values()) {
                if (reason != null && fault.code == reason.getErrorCode()) {
                    return fault;
                }
            }
            return OTHER;
        }
    }

    /** The first cause that has an error code of H2's; null where none has. */
    static @Nullable SQLException reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException reason && reason.getErrorCode() != 0) {
                return reason;
            }
        }
        return null;
    }

    public static H2 ofStore(StoreFiles files, String password) {
        return new H2(files.database(), "jdbc:h2:file:" + files.databaseName() + ALWAYS + ONLY_APPENDED_TO, password);
    }

    public static H2 ofSchedule(StoreFiles files, String password) {
        return new H2(files.schedule(), "jdbc:h2:file:" + files.scheduleName() + ALWAYS, password);
    }

    /** H2 takes what follows a semicolon in its address for settings, and a backslash for a slash. */
    static boolean canAddress(Path folder) {
        String name = folder.toString();
        return name.indexOf(';') < 0 && name.indexOf('\\') < 0;
    }

    /** The first connection to a file that this makes; the file stays open for as long as there is a connection. */
    public Connection make() throws SQLException {
        return DriverManager.getConnection(address, USER, password);
    }

    /**
     * A pool that has connected already. It never makes a file, not even if the one it knows should vanish under it.
     *
     * @throws RuntimeException if H2 does not open it; see {@link Fault#of}
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

    Path folder() {
        return StoreFiles.folderOf(database);
    }

    /** H2 makes files as the umask has it. */
    public void closeToOthers() throws IOException {
        Files.setPosixFilePermissions(database, PosixFilePermissions.fromString("rw-------"));
    }

    /** An error may have closed the database: connections to the closed one must not be handed out again. */
    public static void giveUpConnections(HikariDataSource pool) {
        if (!pool.isClosed()) {
            pool.getHikariPoolMXBean().softEvictConnections();
        }
    }

    /**
     * Closes the file in order, for all connections to it. The next one opens it again.
     *
     * @param compacting whether it is written anew without what nothing refers to any more. H2 writes a second file and
     *     gives it the name of the first when it is whole and synced: a crash leaves the one or the other.
     */
    public static void shutDown(Connection connection, boolean compacting) throws SQLException {
        boolean done = false;
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute(
                    Sql.h2(compacting ? "shut-down-tidily" : "shut-down").plain());
            done = true;
        } catch (SQLException e) {
            // after the command even closing a connection says that the database is closed
            if (!done || Fault.of(e) != Fault.CLOSED) {
                throw e;
            }
        }
    }

    /** Syncs to the disk what was committed. */
    static void makeDurable(Handle handle) {
        handle.execute(Sql.h2("make-durable").plain());
    }

    /** How much of the file something still refers to; it is only ever appended to. */
    static int percentInUse(Handle handle) {
        return Sql.h2("how-many-percent-are-in-use")
                .on(handle)
                .mapTo(Integer.class)
                .one();
    }

    /** Whether most of the file is waste, and the disk has room for another one. */
    boolean isWorthCompacting(IntSupplier percentInUse) {
        // only checked, not opened: see StoreFiles
        long size = database.toFile().length();
        if (size < WORTH_COMPACTING_BYTES) {
            return false;
        }
        int percent = percentInUse.getAsInt();
        return percent < WORTH_KEEPING_PERCENT
                && database.toFile().getUsableSpace() > size / 100 * (percent + 1) + ROOM_TO_SPARE_BYTES;
    }

    /** What the tables with records take up of the file. */
    public static long bytesOfRecords(Handle handle) {
        return Sql.h2("bytes-of-records").on(handle).mapTo(Long.class).one();
    }

    /** Writes all that is in the database into a new file, as SQL. */
    public static void backUp(Handle handle, Path script) {
        Sql.h2("write-backup")
                .on(handle)
                .bind("file", script.toString())
                .mapToMap()
                .list();
    }

    /** Makes Quartz's tables, by its own script. */
    public static void makeSchedulerTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(Sql.h2("make-scheduler-tables").plain());
        }
    }

    /**
     * Whether all of Quartz's tables are there.
     *
     * @throws SQLException if what they say of triggers cannot be read
     */
    public static boolean hasSchedulerTables(Connection connection) throws SQLException {
        if (number(connection, "how-many-scheduler-tables") != SCHEDULER_TABLES) {
            return false;
        }
        number(connection, "read-all-triggers");
        return true;
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(Sql.h2(query).plain())) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Programs from before the journal knew H2 alone. */
    static Sql schemaVersionOfAnOlderProgram() {
        return Sql.h2("schema-version-of-an-older-program");
    }

    /** Carries out what {@link #backUp} wrote. */
    static void restore(Handle handle, Path script) {
        handle.createUpdate(Sql.h2("read-backup").plain())
                .bind("file", script.toString())
                .execute();
    }
}
