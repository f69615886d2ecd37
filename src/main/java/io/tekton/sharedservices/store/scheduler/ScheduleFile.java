package io.tekton.sharedservices.store.scheduler;

import com.zaxxer.hikari.HikariDataSource;
import io.tekton.sharedservices.concurrent.Uninterrupted;
import io.tekton.sharedservices.store.database.H2;
import io.tekton.sharedservices.store.database.StorePassword;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.store.sql.StoreFiles;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.logging.log4j.LogManager;
import org.jspecify.annotations.Nullable;

/**
 * The file with Quartz's tables, beside the store and under its lock. Nothing in it is a record: due times follow from
 * the run history. So where it is missing, damaged or of another password it is made anew, and its commits are not
 * synced to the disk. Thread-safe.
 */
public final class ScheduleFile implements AutoCloseable {

    /** A larger file is written anew. */
    static final long MOST_BYTES = 8 << 20;

    private final H2 file;
    private final HikariDataSource pool;

    /** Of the file, before it is written anew; changed by the one thread that asks for a connection. */
    private volatile long mostBytes = MOST_BYTES;

    private ScheduleFile(H2 file, HikariDataSource pool) {
        this.file = file;
        this.pool = pool;
    }

    /** @throws StoreException if there is none and none can be made, or another program has it open */
    public static ScheduleFile open(StoreFiles files) {
        try {
            H2 file = H2.ofSchedule(files, StorePassword.read(files));
            if (Files.exists(file.database(), LinkOption.NOFOLLOW_LINKS)) {
                HikariDataSource found = whole(file);
                if (found != null) {
                    return new ScheduleFile(file, found);
                }
                Files.delete(file.database());
            }
            return new ScheduleFile(file, made(file));
        } catch (IOException e) {
            throw new StoreException(
                    "the scheduler's file " + files.schedule() + " cannot be made: " + Causes.of(e), e);
        }
    }

    /** Null if it cannot be used. */
    private static @Nullable HikariDataSource whole(H2 file) {
        HikariDataSource pool = null;
        Exception why;
        try {
            file.closeToOthers();
            pool = pool(file);
            try (Connection connection = pool.getConnection()) {
                if (H2.hasSchedulerTables(connection)) {
                    return pool;
                }
            }
            why = new StoreException("it is not complete");
        } catch (RuntimeException | SQLException | IOException e) {
            why = e;
        }
        if (pool != null) {
            pool.close();
        }
        if (H2.Fault.of(why) == H2.Fault.OPEN_ELSEWHERE) {
            throw new StoreException(
                    "the scheduler's file " + file.database() + " is open in another program: end that program", why);
        }
        LogManager.getLogger(ScheduleFile.class)
                .warn(
                        "the scheduler's file {} is created again; no records are lost: {}",
                        file.database(),
                        why.getMessage());
        return null;
    }

    private static HikariDataSource made(H2 file) throws IOException {
        try {
            Connection maker = file.make();
            try {
                file.closeToOthers();
                H2.makeSchedulerTables(maker);
                return pool(file);
            } finally {
                maker.close();
            }
        } catch (SQLException e) {
            throw new StoreException("the scheduler's file " + file.database() + " cannot be made: " + Causes.of(e), e);
        }
    }

    /** Quartz has one connection at a time; the second is for other readers. */
    private static HikariDataSource pool(H2 file) {
        return file.pool("schedule", 2);
    }

    H2 file() {
        return file;
    }

    /**
     * To be asked for by one thread at a time. A file that H2 opened as read-only is opened again once it can be
     * written. A file that has grown is rewritten first: H2 does not reuse space while the file is open, and each
     * firing of a trigger takes about 9 KiB.
     */
    Connection connection() throws SQLException {
        Connection connection = pool.getConnection();
        if (isOfNoUse(connection)) {
            close(connection, false);
        } else if (size() > mostBytes) {
            close(connection, true);
            // where that was of no use, such as on a full disk, it is not tried at each turn
            mostBytes = Math.max(MOST_BYTES, 2 * size());
        } else {
            return connection;
        }
        return pool.getConnection();
    }

    private long size() {
        // only checked, not opened: see StoreFiles
        return file.database().toFile().length();
    }

    /** The next connection opens the file again. */
    private void close(Connection connection, boolean tidily) {
        try {
            H2.shutDown(connection, tidily);
        } catch (SQLException e) {
            // closed it is, and so are all connections to it
            LogManager.getLogger(ScheduleFile.class).debug("{}: {}", file.database(), Causes.of(e));
        }
        giveUpConnections();
        try {
            file.closeToOthers();
        } catch (IOException e) {
            LogManager.getLogger(ScheduleFile.class)
                    .warn("the mode of {} cannot be set to that of its owner alone: {}", file.database(), Causes.of(e));
        }
    }

    /** Whether the file was closed while in use, or can be written although H2 opened it as read-only. */
    private boolean isOfNoUse(Connection connection) {
        try {
            return connection.isReadOnly() && Files.isWritable(file.database());
        } catch (SQLException e) {
            return true;
        }
    }

    void giveUpConnections() {
        H2.giveUpConnections(pool);
    }

    /** H2 closes the file with its last connection. */
    @Override
    public void close() {
        Uninterrupted.call(() -> {
            pool.close();
            return true;
        });
    }
}
