package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.fleet.centre.CentreException.Kind;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.postgresql.util.PasswordUtil;

/**
 * A host's role at the centre, and its row. The server gets the verifier of the password (SCRAM-SHA-256), never the
 * password itself.
 */
public final class Enrolment {
    private static final String NAME = "[a-z0-9][a-z0-9._-]{0,49}";
    private static final int HOST_CONNECTIONS = 3;
    private static final int KEEPER_CONNECTIONS = 12;
    private static final int SECRET_BYTES = 33;

    private final String name;
    private final boolean keeper;
    private final String secret;

    private Enrolment(String name, boolean keeper, String secret) {
        this.name = name;
        this.keeper = keeper;
        this.secret = secret;
    }

    /**
     * With a new random password; nothing is done yet.
     *
     * @throws CentreException if the name is none
     */
    public static Enrolment of(String name, boolean keeper) {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        return new Enrolment(
                checked(name), keeper, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    private static String checked(String name) {
        if (!name.matches(NAME)) {
            throw new CentreException(
                    Kind.FAILED,
                    "'" + name + "' is no name for a host; allowed are up to 50 of a-z, 0-9, '.', '_' and '-', the"
                            + " first a letter or digit",
                    null);
        }
        return name;
    }

    /** The role that such a host logs in as. */
    public static String role(String name) {
        return "fleet-" + name;
    }

    public String role() {
        return role(name);
    }

    /** The password. */
    public String secret() {
        return secret;
    }

    /** What enrols the host, one statement each. A retired host of the name is enrolled again, with a new password. */
    public List<String> sql() {
        String role = quoted(role());
        return List.of(
                "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + role() + "') THEN CREATE ROLE "
                        + role + "; END IF; END $$",
                "ALTER ROLE " + role + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT "
                        + (keeper ? KEEPER_CONNECTIONS : HOST_CONNECTIONS) + " PASSWORD '" + verifier() + "'",
                "GRANT fleet_host" + (keeper ? ", fleet_keeper" : "") + " TO " + role,
                "SET LOCAL ROLE fleet_owner",
                "INSERT INTO fleet.host (name, role_name, keeper) VALUES ('" + name + "', '" + role() + "', " + keeper
                        + ") ON CONFLICT (name) DO UPDATE SET retired_at = NULL, keeper = excluded.keeper,"
                        + " enrolled_at = now(), enrolled_by = session_user");
    }

    private String verifier() {
        return PasswordUtil.encodeScramSha256(secret.toCharArray());
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }

    /**
     * @param operator logged in as a role that may create roles
     * @throws CentreException if a host of that name is enrolled, or it could not be done; nothing was changed then
     */
    public void run(CentreConnection operator) {
        operator.write("enrol the host " + name, handle -> {
            if (isEnrolled(handle)) {
                throw new CentreException(
                        Kind.FAILED,
                        "a host of the name " + name + " is enrolled already; \"hosts retire " + name
                                + "\" ends that, and then it can be enrolled with a new password",
                        null);
            }
            sql().forEach(sql -> execute(handle, sql));
            return true;
        });
    }

    /**
     * Takes a host's right to log in. What it shipped stays.
     *
     * @throws CentreException if no such host is enrolled, or it could not be done; nothing was changed then
     */
    public static void retire(CentreConnection operator, String name) {
        checked(name);
        operator.write("retire the host " + name, handle -> {
            if (!new Enrolment(name, false, "").isEnrolled(handle)) {
                throw new CentreException(Kind.FAILED, "no host of the name " + name + " is enrolled", null);
            }
            execute(handle, "ALTER ROLE " + quoted(role(name)) + " NOLOGIN");
            execute(handle, "SET LOCAL ROLE fleet_owner");
            return handle.createUpdate("UPDATE fleet.host SET retired_at = now() WHERE name = :name")
                    .bind("name", name)
                    .execute();
        });
    }

    private boolean isEnrolled(Handle handle) {
        boolean isMade = handle.createQuery("SELECT to_regrole('fleet_owner') IS NOT NULL")
                .mapTo(Boolean.class)
                .one();
        if (!isMade) {
            throw new CentreException(
                    Kind.LACKING,
                    "the server has no centre of a fleet yet: run \"shared-services fleet init\" with the same options",
                    null);
        }
        execute(handle, "SET LOCAL ROLE fleet_owner");
        boolean enrolled =
                handle.createQuery("SELECT COUNT(*) FROM fleet.host WHERE name = :name AND retired_at IS NULL")
                                .bind("name", name)
                                .mapTo(Long.class)
                                .one()
                        > 0;
        execute(handle, "RESET ROLE");
        return enrolled;
    }

    /** As it is: Jdbi would look for parameters in it. */
    private static void execute(Handle handle, String sql) {
        try (Statement statement = handle.getConnection().createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw CentreFailure.of("could not change the roles of the centre", e);
        }
    }
}
