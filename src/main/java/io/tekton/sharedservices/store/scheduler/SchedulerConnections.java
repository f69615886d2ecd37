package io.tekton.sharedservices.store.scheduler;

import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.store.database.WriteLock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.quartz.utils.ConnectionProvider;

/**
 * Connections to the scheduler's own file in the hands of Quartz, one at a time: each has the file until the thread
 * that took it closes it. Quartz's own {@link #shutdown()} does nothing, for the file belongs to the store; after
 * {@link #close()} there are no more connections. Thread-safe.
 */
public final class SchedulerConnections implements ConnectionProvider, AutoCloseable {
    private final ScheduleFile file;
    private final WriteLock turn;
    private volatile boolean closed;

    public SchedulerConnections(ScheduleFile file) {
        this.file = file;
        this.turn = new WriteLock(file.file().database());
    }

    @Override
    public Connection getConnection() throws SQLException {
        // Quartz puts a proxy around it, made with the thread's class loader. A thread without one would have it fail
        // with the connection in hand, never to
        // be closed: the file would be out of reach for good.
        if (Thread.currentThread().getContextClassLoader() == null) {
            Thread.currentThread().setContextClassLoader(SchedulerConnections.class.getClassLoader());
        }
        try {
            turn.begin();
        } catch (AuditException e) {
            throw new SQLException(e.getMessage(), e);
        }
        Connection lent = null;
        try {
            if (closed) {
                throw new SQLException("the scheduler has been shut down: it gets no more connections");
            }
            lent = lent(file.connection());
            return lent;
        } finally {
            if (lent == null) {
                turn.end();
            }
        }
    }

    private Connection lent(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                SchedulerConnections.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    boolean ends = method.getName().equals("close") && turn.isOurs();
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        if (e.getCause() instanceof SQLException) {
                            file.giveUpConnections();
                        }
                        throw e.getCause();
                    } finally {
                        if (ends) {
                            turn.end();
                        }
                    }
                });
    }

    /** Whether the calling thread has a connection that it has not closed; it gets no second one before. */
    public boolean isHeldByThisThread() {
        return turn.isOurs();
    }

    /** Returns once no thread uses a connection of these any more; from then on none can. */
    @Override
    public void close() {
        // those who wait already are let through: they would make an error of it
        turn.take(() -> true);
        closed = true;
        turn.take(() -> true);
    }

    @Override
    public void initialize() {
        // the file is open
    }

    @Override
    public void shutdown() {
        // the file is closed by the store
    }
}
