package io.tekton.sharedservices.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Assumptions;

/** A PostgreSQL server of the test's own, on loopback, with its data in a temporary folder. */
public final class Postgres implements AutoCloseable {
    private final EmbeddedPostgres server;
    private final AtomicInteger databases = new AtomicInteger();

    private Postgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Skips the test where a server cannot be started, such as for want of user namespaces; in CI it fails then. */
    public static Postgres start() {
        try {
            // text is ordered by its bytes, as H2 does it
            return new Postgres(EmbeddedPostgres.builder()
                    .setLocaleConfig("locale", "C")
                    .setConnectConfig("connectTimeout", "10")
                    .start());
        } catch (IOException | RuntimeException e) {
            if (Boolean.parseBoolean(System.getenv("CI"))) {
                throw new IllegalStateException("PostgreSQL must be tried in CI, and does not start", e);
            }
            return Assumptions.abort("PostgreSQL does not start here: " + e);
        }
    }

    /** An empty database. */
    public DataSource database() {
        String name = "test_" + databases.incrementAndGet();
        Jdbi.create(server.getPostgresDatabase()).useHandle(handle -> handle.execute("CREATE DATABASE " + name));
        return server.getDatabase("postgres", name);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
