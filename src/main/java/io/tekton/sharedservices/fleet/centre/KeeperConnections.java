package io.tekton.sharedservices.fleet.centre;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.quartz.utils.ConnectionProvider;

/** Connections to the centre in the hands of Quartz. Thread-safe. */
public final class KeeperConnections implements ConnectionProvider, AutoCloseable {
    private static final Duration STATEMENT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST = 3;

    private final HikariDataSource pool;

    /** Connects when a connection is first asked for. */
    public KeeperConnections(FleetSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("fleet-scheduler");
        config.setDataSource(CentreConnection.source(settings, "scheduler", STATEMENT));
        config.setMaximumPoolSize(MOST);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(PATIENCE.toMillis());
        pool = new HikariDataSource(config);
    }

    @Override
    public Connection getConnection() throws SQLException {
        // Quartz puts a proxy around it, made with the thread's class loader
        if (Thread.currentThread().getContextClassLoader() == null) {
            Thread.currentThread().setContextClassLoader(KeeperConnections.class.getClassLoader());
        }
        return pool.getConnection();
    }

    @Override
    public void initialize() {
        // the pool connects by itself
    }

    @Override
    public void shutdown() {
        // closed by close(), which Quartz does not know
    }

    @Override
    public void close() {
        pool.close();
    }
}
