package io.tekton.sharedservices.fleet;

import io.tekton.sharedservices.fleet.centre.CentreConnection;
import io.tekton.sharedservices.fleet.centre.Enrolment;
import io.tekton.sharedservices.fleet.centre.FleetSchema;
import io.tekton.sharedservices.fleet.settings.ConnectionUse;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.fleet.settings.FleetUrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real PostgreSQL with passwords for all but its operator. One for a whole JVM: each class of tests has a database of
 * its own in it ({@link #centre}). A test that stops or kills a server makes one for itself.
 */
public final class FleetPostgres implements AutoCloseable {
    public static final String OPERATOR = "postgres";

    private static @Nullable FleetPostgres shared;
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Path folder;
    private EmbeddedPostgres server;

    private FleetPostgres(Path folder) {
        this.folder = folder;
        this.server = start(0);
        try {
            Files.writeString(
                    folder.resolve("data/pg_hba.conf"),
                    "host all " + OPERATOR + " 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
            sql(OPERATOR, "SELECT pg_reload_conf()");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one of this JVM; it ends with the JVM. */
    public static synchronized FleetPostgres shared() {
        FleetPostgres there = shared;
        if (there == null) {
            there = make();
            shared = there;
            Runtime.getRuntime().addShutdownHook(new Thread(there::close));
        }
        return there;
    }

    /**
     * One of a test's own. Where a server cannot be started, such as for want of user namespaces, the test is skipped
     * with the reason; in CI it fails then.
     */
    public static FleetPostgres make() {
        try {
            return new FleetPostgres(Files.createTempDirectory("fleet-postgres"));
        } catch (IOException | RuntimeException e) {
            if (Boolean.parseBoolean(System.getenv("CI"))) {
                throw new IllegalStateException("the fleet must be tried in CI, and PostgreSQL does not start", e);
            }
            return Assumptions.abort("PostgreSQL does not start here, which this test of the fleet needs: " + e);
        }
    }

    private EmbeddedPostgres start(int port) {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setDataDirectory(folder.resolve("data"))
                    .setCleanDataDirectory(false)
                    .setServerConfig("fsync", "off")
                    .setServerConfig("max_connections", "60");
            if (port > 0) {
                builder.setPort(port);
            }
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getPort();
    }

    /** Stops it in order; its connections break. */
    public void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** After its first process was killed: waits until the others have noticed. */
    public void giveUpKilled() {
        try {
            server.close();
        } catch (IOException | RuntimeException e) {
            // there is nothing left to stop
            System.getLogger("test").log(System.Logger.Level.INFO, "killed", e);
        }
    }

    /** Starts it again where it was. */
    public void startAgain() {
        server = start(port());
    }

    /** The server's first process. */
    public long pid() {
        try {
            return Long.parseLong(
                    Files.readAllLines(folder.resolve("data/postmaster.pid")).get(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first process and all below it. */
    public List<Long> processes() {
        return ProcessHandle.of(pid()).stream()
                .flatMap(first -> Stream.concat(Stream.of(first), first.descendants()))
                .map(ProcessHandle::pid)
                .toList();
    }

    /** A database of its own, with the schema of a centre; empty of hosts. */
    public String centre() {
        String name = "fleet" + DATABASES.incrementAndGet();
        sql(OPERATOR, "CREATE DATABASE " + name);
        FleetSchema.init(settings(name, OPERATOR, null));
        return name;
    }

    /** Settings with quick intervals. */
    public FleetSettings settings(String database, String user, @Nullable Path passwordFile) {
        return settings(port(), database, user, passwordFile);
    }

    /** Of a centre that is away: nobody listens at port 1. */
    public static FleetSettings away() {
        return settings(1, "fleet", "fleet-out", null);
    }

    private static FleetSettings settings(int port, String database, String user, @Nullable Path passwordFile) {
        return new FleetSettings(
                Optional.of(new FleetUrl("127.0.0.1", port, database)),
                user,
                Optional.ofNullable(passwordFile),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                Duration.ofDays(365),
                Duration.ofDays(30),
                ConnectionUse.HELD,
                false);
    }

    /** Enrols a host; its settings. */
    public FleetSettings enrol(String database, String name, boolean keeper, Path folder) {
        Enrolment enrolment = Enrolment.of(name, keeper);
        try (CentreConnection operator = CentreConnection.open(settings(database, OPERATOR, null), "test")) {
            enrolment.run(operator);
        }
        return settings(database, enrolment.role(), secret(folder.resolve(name + ".secret"), enrolment.secret()));
    }

    public static Path secret(Path file, String secret) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, secret + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Who may log in from now on, besides the operator: a line of {@code pg_hba.conf} without its addresses. */
    public void lets(String kind, String method) {
        StringBuilder lines = new StringBuilder();
        for (String address : List.of("127.0.0.1/32", "::1/128")) {
            lines.append("host all " + OPERATOR + " " + address + " trust\n");
            lines.append(kind + " all all " + address + " " + method + "\n");
        }
        try {
            Files.writeString(folder.resolve("data/pg_hba.conf"), lines.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sql(OPERATOR, "SELECT pg_reload_conf()");
    }

    /** Speaks TLS from now on, with that certificate, or no more. */
    public void speaksTls(Optional<Authority.Certificate> certificate) {
        certificate.ifPresent(files -> {
            sql(OPERATOR, "ALTER SYSTEM SET ssl_cert_file = '" + files.certificate() + "'");
            sql(OPERATOR, "ALTER SYSTEM SET ssl_key_file = '" + files.key() + "'");
        });
        sql(OPERATOR, "ALTER SYSTEM SET ssl = " + (certificate.isPresent() ? "on" : "off"));
        sql(OPERATOR, "SELECT pg_reload_conf()");
    }

    /** Where the server's own user can read files. */
    public Path data() {
        return folder.resolve("data");
    }

    /** Runs a statement as the operator. */
    public void sql(String database, String statement) {
        try (Connection connection = server.getDatabase(OPERATOR, database).getConnection();
                Statement run = connection.createStatement()) {
            run.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
