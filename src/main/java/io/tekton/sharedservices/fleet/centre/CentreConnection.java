package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.fleet.centre.CentreException.Kind;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.fleet.settings.FleetUrl;
import io.tekton.sharedservices.store.sql.NamedParameters;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One connection to the centre. Each statement ends within a bounded time, also where the server or the network no
 * longer answers. Not thread-safe.
 */
public final class CentreConnection implements AutoCloseable {
    /** How long the server works on one statement at most. */
    public static final Duration STATEMENT = Duration.ofSeconds(30);

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration LOGIN = Duration.ofSeconds(10);
    private static final String SYSTEM_CERTIFICATES = "org.postgresql.ssl.DefaultJavaSSLFactory";
    private static final Set<PosixFilePermission> OF_OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Handle handle;
    private final FleetUrl url;

    private CentreConnection(Handle handle, FleetUrl url) {
        this.handle = handle;
        this.url = url;
    }

    /**
     * @param settings with a URL
     * @param purpose shown by the server in {@code pg_stat_activity}
     * @throws CentreException if it cannot be had
     */
    public static CentreConnection open(FleetSettings settings, String purpose) {
        return open(settings, purpose, STATEMENT);
    }

    /** @param statement how long the server works on one statement at most */
    public static CentreConnection open(FleetSettings settings, String purpose, Duration statement) {
        FleetUrl url = settings.url().orElseThrow();
        PGSimpleDataSource source = source(settings, purpose, statement);
        try {
            Connection connection = source.getConnection();
            return new CentreConnection(NamedParameters.in(Jdbi.open(connection)), url);
        } catch (SQLException | JdbiException e) {
            throw CentreFailure.of("could not connect to " + url + " as " + settings.user(), e);
        }
    }

    /** Connections of the same kind, for what makes its own: Flyway, Quartz. */
    static PGSimpleDataSource source(FleetSettings settings, String purpose, Duration statement) {
        FleetUrl url = settings.url().orElseThrow();
        PGSimpleDataSource source = new PGSimpleDataSource();
        try {
            source.setServerNames(new String[] {url.host()});
            source.setPortNumbers(new int[] {url.port()});
            source.setDatabaseName(url.database());
            source.setUser(settings.user());
            settings.passwordFile().ifPresent(file -> source.setPassword(password(file)));
            source.setApplicationName("shared-services " + purpose);
            source.setConnectTimeout((int) CONNECT.toSeconds());
            source.setLoginTimeout((int) LOGIN.toSeconds());
            source.setSocketTimeout((int) statement.plus(CONNECT).toSeconds());
            source.setTcpKeepAlive(true);
            source.setOptions("-c search_path=fleet -c statement_timeout=" + statement.toMillis()
                    + " -c lock_timeout=" + statement.toMillis()
                    + " -c idle_in_transaction_session_timeout=60000"
                    // to compile a statement takes longer than any of ours
                    + " -c jit=off");
            encrypt(source, settings, url);
            return source;
        } catch (SQLException e) {
            throw CentreFailure.of("the connection to " + url + " cannot be set up", e);
        }
    }

    /** The server's certificate and name are always verified, but for a server on this host without a CA file. */
    private static void encrypt(PGSimpleDataSource source, FleetSettings settings, FleetUrl url) throws SQLException {
        if (settings.caFile().isPresent()) {
            source.setProperty(PGProperty.SSL_MODE, "verify-full");
            source.setProperty(PGProperty.SSL_ROOT_CERT, settings.caFile().get().toString());
        } else if (url.isLoopback()) {
            source.setProperty(PGProperty.SSL_MODE, "prefer");
            source.setProperty(PGProperty.SSL_FACTORY, "org.postgresql.ssl.NonValidatingFactory");
        } else {
            source.setProperty(PGProperty.SSL_MODE, "verify-full");
            source.setProperty(PGProperty.SSL_FACTORY, SYSTEM_CERTIFICATES);
        }
    }

    private static String password(Path file) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new CentreException(
                        Kind.DENIED,
                        "the file " + file + " (fleet.password-file) is not a regular file; name one that only this"
                                + " user can read",
                        null);
            }
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
                throw new CentreException(
                        Kind.DENIED,
                        "the file " + file + " (fleet.password-file) can be read or written by others; allowed is mode"
                                + " 0600: chmod 600 " + file,
                        null);
            }
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new CentreException(
                    Kind.DENIED, "the password of fleet.password-file cannot be read: " + Causes.of(e), e);
        }
    }

    /**
     * @param attempt such as {@code list the hosts}
     * @throws CentreException if it failed; the connection should then be closed
     */
    public <T> T ask(String attempt, Function<Handle, T> work) {
        try {
            return work.apply(handle);
        } catch (JdbiException e) {
            throw CentreFailure.of("could not " + attempt + " at " + url, e);
        }
    }

    /** As {@link #ask}, in one transaction. */
    public <T> T write(String attempt, Function<Handle, T> work) {
        return ask(attempt, all -> all.inTransaction(work::apply));
    }

    /** As {@link #ask}; all that it reads is as it was at one moment. */
    public <T> T view(String attempt, Function<Handle, T> work) {
        return ask(attempt, all -> all.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, work::apply));
    }

    /**
     * How far a clock is ahead of the centre's. It is asked twice, for the first question also sets up what it needs;
     * by the middle of the second question, so that a slow network is no fault of the clock.
     *
     * @throws CentreException if it cannot be asked
     */
    Duration clockAhead(InstantSource clock) {
        return ask("compare the clocks", all -> {
            now(all);
            Instant before = clock.instant();
            Instant centre = now(all);
            Duration way = Duration.between(before, clock.instant());
            return Duration.between(centre, before.plus(way.dividedBy(2)));
        });
    }

    /** The centre's clock. */
    static Instant now(Handle asked) {
        return asked.createQuery("SELECT clock_timestamp()")
                .mapTo(OffsetDateTime.class)
                .one()
                .toInstant();
    }

    @Override
    public void close() {
        try {
            handle.close();
        } catch (JdbiException e) {
            // it broke before, and that was reported to its user
            org.apache.logging.log4j.LogManager.getLogger("fleet").debug("a connection did not close in order", e);
        }
    }
}
