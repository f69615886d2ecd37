package io.tekton.sharedservices.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tekton.sharedservices.audit.AuditException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * The open H2 file. Readers work beside each other and beside a writer. Writers take turns, each from its first statement to
 * its commit: several at once and a kill were seen to leave torn transactions. Thread-safe.
 *
 * <p>A thread that is in here must not be interrupted: {@code Thread.interrupt()} during H2's file access closes the database for
 * all. An interrupt that came before is put off until the work is done. A database that was closed by an interrupt or by a full
 * disk is opened again by the next use.
 */
final class Database implements AutoCloseable {
    private static final String USER = "shared_services";
    private static final int DATABASE_IS_CLOSED = 90121;

    /** Far longer than any write takes, also on a slow disk. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(30);

    private final Path file;
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final ReentrantLock turn = new ReentrantLock(true);
    /** Readers share it; fair, so that they cannot keep the one out for ever who wants to close the file for a moment. */
    private final ReentrantReadWriteLock reopening = new ReentrantReadWriteLock(true);

    private final String makeDurable = Sql.h2("make-durable").plain();

    private Database(Path file, HikariDataSource pool) {
        this.file = file;
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
    }

    /**
     * @param create whether to make it; otherwise it must be there
     * @throws RuntimeException if H2 does not open it; the cause has H2's error code
     */
    static Database open(StoreFiles files, String password, boolean create) {
        // no trace file: what goes wrong comes as an exception, and a trace would repeat what is recorded
        String address =
                "jdbc:h2:file:" + files.databaseName() + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
        if (!create) {
            return new Database(files.database(), pool(address, password));
        }
        // the pool's own address never makes a database, not even if the file should vanish under it
        try {
            Connection maker = DriverManager.getConnection(address, USER, password);
            try {
                return new Database(files.database(), pool(address, password));
            } finally {
                maker.close();
            }
        } catch (SQLException e) {
            throw new StoreException("could not make the store " + files.database() + ": " + e.getMessage(), e);
        }
    }

    private static HikariDataSource pool(String address, String password) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("store");
        config.setJdbcUrl(address + ";IFEXISTS=TRUE");
        config.setUsername(USER);
        config.setPassword(password);
        config.setMaximumPoolSize(5);
        config.setMinimumIdle(1);
        // embedded: no network drops a connection, and H2 closes the file with its last one
        config.setMaxLifetime(0);
        config.setConnectionTimeout(5_000);
        return new HikariDataSource(config);
    }

    DataSource dataSource() {
        return pool;
    }

    /**
     * One transaction, durable once this returns: committed, and synced to the disk.
     *
     * @param what what is being written, for the message of a failure: "run 4711"
     * @throws AuditException if it could not be committed and synced; nothing of it may then be relied upon
     */
    <T> T write(String what, Function<Handle, T> work) {
        return inTurn(() -> guarded(
                "write " + what,
                () -> jdbi.withHandle(handle -> {
                    T result = handle.inTransaction(work::apply);
                    handle.execute(makeDurable);
                    return result;
                })));
    }

    /**
     * Reads one consistent state, over as many statements as the work takes. In H2 this level reads a snapshot of all tables;
     * REPEATABLE READ takes one table by table, and was seen to show a chain's head without its last event.
     *
     * @throws AuditException if it cannot be read
     */
    <T> T read(String what, Function<Handle, T> work) {
        reopening.readLock().lock();
        try {
            return guarded(
                    "read " + what, () -> jdbi.inTransaction(TransactionIsolationLevel.SERIALIZABLE, work::apply));
        } finally {
            reopening.readLock().unlock();
        }
    }

    /**
     * Gives back the space of what is gone: H2 closes the file, writes all that is alive to a new one beside it, syncs that and renames it over the
     * old one, so that a crash at any moment leaves the old file or the new one. The next use opens it. Writers and readers wait meanwhile. An ordinary
     * close also moves chunks to the front, but was seen to get stuck behind large ones; and in the background H2 compacts only where it
     * writes late.
     *
     * @return whether it did; not where a reader took too long
     * @throws AuditException if the file did not close in order; the next use opens it all the same
     */
    boolean compact() {
        return inTurn(() -> Uninterrupted.call(() -> {
            if (!awaitReaders()) {
                return false;
            }
            try {
                shutDown(Sql.h2("shut-down-and-compact"));
                // the new file has not the old one's mode
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
                return true;
            } catch (IOException e) {
                throw new AuditException("could not set the mode of the store " + file + " after it was compacted", e);
            } finally {
                giveUpConnections();
                reopening.writeLock().unlock();
            }
        }));
    }

    private boolean awaitReaders() {
        try {
            return reopening.writeLock().tryLock(LONGEST_TURN.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Outside of a transaction, in turn with the writers. */
    void maintain(String what, Function<Handle, Integer> work) {
        inTurn(() -> guarded(what, () -> jdbi.withHandle(work::apply)));
    }

    /**
     * A connection for a writer that brings its own SQL, such as a scheduler's job store. Its turn begins here and ends when it
     * closes the connection, which the same thread has to do.
     *
     * @throws SQLException if there is no connection
     */
    Connection writerConnection() throws SQLException {
        try {
            beginTurn();
        } catch (AuditException e) {
            throw new SQLException(e.getMessage(), e);
        }
        try {
            Connection connection = pool.getConnection();
            return (Connection) Proxy.newProxyInstance(
                    Database.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        boolean ends = method.getName().equals("close") && turn.isHeldByCurrentThread();
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException e) {
                            if (e.getCause() instanceof SQLException) {
                                giveUpConnections();
                            }
                            throw e.getCause();
                        } finally {
                            if (ends) {
                                turn.unlock();
                            }
                        }
                    });
        } catch (SQLException | RuntimeException e) {
            turn.unlock();
            throw e;
        }
    }

    boolean isWritingInThisThread() {
        return turn.isHeldByCurrentThread();
    }

    /** Returns once every writer who had or awaited its turn before is done. */
    void awaitTurn() {
        inTurn(() -> true);
    }

    private <T> T inTurn(Supplier<T> work) {
        beginTurn();
        try {
            return work.get();
        } finally {
            turn.unlock();
        }
    }

    /**
     * Waits for the turn, not for ever: a writer that was lost with its connection must not take everybody else along.
     *
     * @throws AuditException if it does not come in time
     */
    private void beginTurn() {
        if (turn.isHeldByCurrentThread()) {
            throw new IllegalStateException("a writer of the store must not begin another write before it has ended");
        }
        if (!takeTurn()) {
            throw new AuditException("could not write to the store " + file
                    + ": another writer has had its turn for more than " + LONGEST_TURN.toSeconds() + " s");
        }
    }

    private boolean takeTurn() {
        boolean interrupted = false;
        long deadline = System.nanoTime() + LONGEST_TURN.toNanos();
        try {
            while (true) {
                try {
                    return turn.tryLock(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    // Put off until the work is done, as in Uninterrupted.
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T> T guarded(String what, Supplier<T> work) {
        return Uninterrupted.call(() -> {
            try {
                return work.get();
            } catch (JdbiException e) {
                giveUpConnections();
                throw new AuditException("could not " + what + " in the store " + file + ": " + reason(e), e);
            }
        });
    }

    /** An error may have closed the database: connections to the closed one must not be handed out again. */
    private void giveUpConnections() {
        if (!pool.isClosed()) {
            pool.getHikariPoolMXBean().softEvictConnections();
        }
    }

    private static String reason(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null && !(deepest instanceof SQLException)) {
            deepest = deepest.getCause();
        }
        // H2 repeats the whole statement behind its message
        return String.valueOf(deepest.getMessage()).replaceFirst("(?s); SQL statement:.*", "");
    }

    /** Closes H2 by its own command first and the pool after it: the other order lost rows. */
    @Override
    public void close() {
        if (pool.isClosed()) {
            return;
        }
        // A turn that was lost with its thread must not keep the file open.
        boolean ours = takeTurn();
        try {
            Uninterrupted.call(() -> shutDown(Sql.h2("shut-down")));
        } finally {
            pool.close();
            if (ours) {
                turn.unlock();
            }
        }
    }

    private boolean shutDown(Sql how) {
        boolean done = false;
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(how.plain());
            done = true;
        } catch (SQLException e) {
            // after the command even closing a connection says that the database is closed
            if (!done || e.getErrorCode() != DATABASE_IS_CLOSED) {
                throw new AuditException("could not close the store " + file + " in order: " + e.getMessage(), e);
            }
        }
        return done;
    }
}
