package io.tekton.sharedservices.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.quartz.utils.ConnectionProvider;

/**
 * The store's connections in the hands of Quartz. Each has the turn of the store's writers until the thread that took it closes it. Quartz's own
 * {@link #shutdown()} does nothing, for the store outlives it; after {@link #close()} there are no more connections. Thread-safe.
 */
public final class SchedulerConnections implements ConnectionProvider, AutoCloseable {
    private final Database database;
    private volatile boolean closed;

    SchedulerConnections(Database database) {
        this.database = database;
    }

    @Override
    public Connection getConnection() throws SQLException {
        // Quartz puts a proxy around it, made with the thread's class loader. A thread without one would have it fail
        // with the connection in hand, never to
        // be closed: the store's only writer would be gone for good.
        if (Thread.currentThread().getContextClassLoader() == null) {
            Thread.currentThread().setContextClassLoader(SchedulerConnections.class.getClassLoader());
        }
        Connection connection = database.writerConnection();
        if (closed) {
            connection.close();
            throw new SQLException("the scheduler has been shut down: it gets no more connections of the store");
        }
        return connection;
    }

    /** Whether the calling thread has a connection that it has not closed; it gets no second one before. */
    public boolean isHeldByThisThread() {
        return database.isWritingInThisThread();
    }

    /** Returns once no thread uses a connection of these any more; from then on none can. */
    @Override
    public void close() {
        // those who wait already are let through: they would make an error of it
        database.awaitTurn();
        closed = true;
        database.awaitTurn();
    }

    @Override
    public void initialize() {
        // the store is open
    }

    @Override
    public void shutdown() {
        // the store is closed by its owner
    }
}
