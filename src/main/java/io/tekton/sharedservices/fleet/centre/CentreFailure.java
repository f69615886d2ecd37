package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.fleet.centre.CentreException.Kind;
import io.tekton.sharedservices.text.Causes;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What a failure of the database means, by its SQLSTATE (PostgreSQL, appendix A). */
final class CentreFailure {
    private static final String NOT_ALLOWED = "42501";
    private static final Set<String> DENIED = Set.of("28000", "28P01", "42501", "FL001", "FL002");
    private static final Set<String> LACKING = Set.of("3D000", "3F000", "42P01", "42883", "42704");

    /** Of class 57, what a server that stops, starts or ends sessions reports; 53300: no connection is free. */
    private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "57P05", "53300", "25P03", "40001");

    private CentreFailure() {}

    /** @param attempt such as {@code could not ship} */
    static CentreException of(String attempt, Throwable failure) {
        SQLException reason = reason(failure);
        String state = reason == null ? "" : String.valueOf(reason.getSQLState());
        String rights =
                state.equals(NOT_ALLOWED) ? "; this role has no right to that (docs/fleet.md says which role has)" : "";
        return new CentreException(
                kind(state), attempt + ": " + words(reason == null ? failure : reason) + rights, failure);
    }

    private static Kind kind(String state) {
        if (DENIED.contains(state)) {
            return Kind.DENIED;
        }
        if (LACKING.contains(state)) {
            return Kind.LACKING;
        }
        return state.startsWith("08") || AWAY.contains(state) || state.equals("null") ? Kind.AWAY : Kind.FAILED;
    }

    private static @Nullable SQLException reason(Throwable failure) {
        Throwable at = failure;
        while (at != null && !(at instanceof SQLException)) {
            at = at.getCause();
        }
        return (SQLException) at;
    }

    private static String words(Throwable failure) {
        ServerErrorMessage said = failure instanceof PSQLException server ? server.getServerErrorMessage() : null;
        if (said != null && said.getMessage() != null) {
            return said.getMessage();
        }
        Throwable cause = failure.getCause();
        return Causes.of(cause instanceof java.io.IOException ? cause : failure);
    }
}
