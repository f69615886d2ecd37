package io.tekton.sharedservices.store.database;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;

/** The connections to the open file: one that writes, and a few that read. */
record StorePools(HikariDataSource writer, HikariDataSource readers) implements AutoCloseable {
    private static final int READERS = 4;

    /** @throws RuntimeException if H2 does not open it; see {@link H2.Fault#of} */
    static StorePools to(H2 file) {
        HikariDataSource writer = file.pool("store-writer", 1);
        try {
            return new StorePools(writer, file.pool("store-readers", READERS));
        } catch (RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    PoolFacts facts() {
        HikariPoolMXBean writing = writer.getHikariPoolMXBean();
        HikariPoolMXBean reading = readers.getHikariPoolMXBean();
        return new PoolFacts(
                writing.getActiveConnections() + reading.getActiveConnections(),
                writing.getIdleConnections() + reading.getIdleConnections(),
                writing.getThreadsAwaitingConnection() + reading.getThreadsAwaitingConnection(),
                writer.getMaximumPoolSize() + readers.getMaximumPoolSize());
    }

    void giveUpConnections() {
        H2.giveUpConnections(writer);
        H2.giveUpConnections(readers);
    }

    @Override
    public void close() {
        readers.close();
        writer.close();
    }
}
