package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.fleet.centre.CentreException.Kind;
import io.tekton.sharedservices.text.Causes;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What a failure of the database means, by its SQLSTATE (PostgreSQL, appendix A). */
final class CentreFailure {
    private static final String NOT_ALLOWED = "42501";
    private static final Set<String> DENIED = Set.of("28000", "28P01", "42501", "FL001", "FL002");
    private static final String NO_DATABASE = "3D000";

    /** A schema, table, function or role. */
    private static final Set<String> MISSING = Set.of("3F000", "42P01", "42883", "42704");

    /** The driver has no SQLSTATE of its own for it. */
    private static final String NO_PASSWORD = "but no password was provided";

    private static final String NEEDS_ANOTHER_ROLE = "; keepers may read all records and pause the fleet; all else"
            + " needs the role of \"fleet init\": --user ROLE --password-file FILE";

    private static final String NEEDS_INIT =
            "; an operator has to run \"shared-services fleet init\" of this version for that database";

    /** Of class 57, what a server that stops, starts or ends sessions reports; 53300: no connection is free. */
    private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "57P05", "53300", "25P03", "40001");

    private CentreFailure() {}

    /** @param attempt such as {@code could not ship} */
    static CentreException of(String attempt, Throwable failure) {
        SQLException reason = reason(failure);
        String state = reason == null ? "" : String.valueOf(reason.getSQLState());
        String untrusted = untrusted(failure);
        if (untrusted != null) {
            return new CentreException(Kind.UNTRUSTED, attempt + ": " + untrusted, failure);
        }
        String said = words(reason == null ? failure : reason);
        if (said.contains(NO_PASSWORD)) {
            return new CentreException(
                    Kind.DENIED,
                    attempt + ": the server asks for a password; set fleet.password-file, or give --password-file FILE",
                    failure);
        }
        String advice = "";
        if (state.equals(NOT_ALLOWED)) {
            advice = NEEDS_ANOTHER_ROLE;
        } else if (MISSING.contains(state)) {
            advice = NEEDS_INIT;
        }
        return new CentreException(kind(state), attempt + ": " + said + advice, failure);
    }

    /** Whether the data do not fit (classes 22 and 23), so that trying again does not help. */
    static boolean isOfData(Throwable failure) {
        SQLException reason = reason(failure);
        String state = reason == null ? "" : String.valueOf(reason.getSQLState());
        return state.startsWith("22") || state.startsWith("23");
    }

    /**
     * Why the server is not believed to be the right one, where that is what failed; the driver has only words for it.
     */
    private static @Nullable String untrusted(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            String said = String.valueOf(at.getMessage());
            if (at instanceof PSQLException && said.contains("does not support SSL")) {
                return "the server speaks no TLS, and nothing is said to it without; set ssl = on in its"
                        + " postgresql.conf";
            }
            if (at instanceof PSQLException && said.contains("could not be verified by hostnameverifier")) {
                return "the server's certificate is for another name than the one in fleet.url";
            }
            if (at instanceof CertPathBuilderException || at instanceof CertPathValidatorException) {
                return "the server's certificate is not signed by one of fleet.ca-file, or is not valid now (" + said
                        + ")";
            }
        }
        return null;
    }

    private static Kind kind(String state) {
        if (DENIED.contains(state)) {
            return Kind.DENIED;
        }
        if (state.equals(NO_DATABASE) || MISSING.contains(state)) {
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
