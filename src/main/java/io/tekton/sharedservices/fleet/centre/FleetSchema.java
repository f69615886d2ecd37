package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Makes roles, schema and functions of a centre, or brings them up to date. Only an operator does this, never a host.
 */
public final class FleetSchema {
    private static final String SCHEMA = "fleet";
    private static final String RECORD = "schema_history";
    private static final Duration STATEMENT = Duration.ofMinutes(10);

    private FleetSchema() {}

    /**
     * What was done.
     *
     * @param version of the schema now
     * @param steps how many were taken; 0 where it was up to date
     */
    public record Made(String version, int steps) {}

    /**
     * @param operator logs in as a role that may create roles and schemas in that database
     * @throws CentreException if it could not; a step that failed was taken back
     */
    public static Made init(FleetSettings operator) {
        PGSimpleDataSource source = CentreConnection.source(operator, "fleet init", STATEMENT);
        String where = operator.url().orElseThrow().toString();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(Sql.fleet("make-roles").text());
        } catch (SQLException e) {
            throw CentreFailure.of("could not make the roles and the schema fleet in " + where, e);
        }
        try {
            MigrateResult result = Flyway.configure()
                    .dataSource(source)
                    .schemas(SCHEMA)
                    .defaultSchema(SCHEMA)
                    .createSchemas(false)
                    .table(RECORD)
                    .locations("classpath:sql/fleet/migration")
                    .initSql("SET ROLE fleet_owner; SET search_path = fleet")
                    .load()
                    .migrate();
            String version = result.targetSchemaVersion == null
                    ? String.valueOf(result.initialSchemaVersion)
                    : result.targetSchemaVersion;
            return new Made(version, result.migrationsExecuted);
        } catch (FlywayException e) {
            throw CentreFailure.of("could not bring the schema fleet in " + where + " up to date", e);
        }
    }
}
