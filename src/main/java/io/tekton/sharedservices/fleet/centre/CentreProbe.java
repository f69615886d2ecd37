package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.fleet.centre.CentreException.Kind;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/** What {@code doctor} asks a centre. It changes nothing there. */
public final class CentreProbe {
    private static final Duration STATEMENT = Duration.ofSeconds(5);

    private CentreProbe() {}

    /**
     * What a role may do, and the centre's clock.
     *
     * @param excess rights that no host needs, in words; empty where it has none
     * @param lacking functions or rights that every host needs
     * @param clockAhead how far this host's clock is ahead of the centre's
     */
    public record Findings(List<String> excess, List<String> lacking, Duration clockAhead) {}

    /** @throws CentreException if it cannot be asked */
    public static Findings ask(FleetSettings settings, InstantSource clock) {
        try (CentreConnection connection = CentreConnection.open(settings, "doctor", STATEMENT)) {
            return connection.ask(
                    "check the rights of " + settings.user(),
                    handle -> new Findings(
                            Sql.fleet("queries/excess-rights")
                                    .on(handle)
                                    .mapTo(String.class)
                                    .list(),
                            Sql.fleet("queries/lacking-rights")
                                    .on(handle)
                                    .mapTo(String.class)
                                    .list(),
                            connection.clockAhead(clock)));
        }
    }

    /** Whether the server lets this role in without encryption: a later line of {@code pg_hba.conf} may do that. */
    public static boolean letsInPlain(FleetSettings settings) {
        return letsIn(settings, source -> source.setProperty(PGProperty.SSL_MODE, "disable"));
    }

    /** Whether the server lets this role in without a password, without encryption. */
    public static boolean letsInWithoutPassword(FleetSettings settings) {
        return letsIn(settings.withoutPassword(), source -> source.setProperty(PGProperty.SSL_MODE, "disable"));
    }

    private interface Change {
        void to(PGSimpleDataSource source) throws SQLException;
    }

    private static boolean letsIn(FleetSettings settings, Change change) {
        PGSimpleDataSource source = CentreConnection.source(settings, "doctor", STATEMENT);
        try {
            change.to(source);
            try (Connection connection = source.getConnection()) {
                return connection.isValid((int) STATEMENT.toSeconds());
            }
        } catch (SQLException e) {
            CentreException refused = CentreFailure.of("the trial connection failed", e);
            if (refused.kind() == Kind.DENIED || refused.kind() == Kind.AWAY) {
                return false;
            }
            throw refused;
        }
    }
}
