package io.tekton.sharedservices.fleet.centre;

import org.jspecify.annotations.Nullable;

/**
 * The centre could not be asked or did not do what it was asked. The message says what was tried, where, and why not.
 */
public final class CentreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is to be done about it. */
    public enum Kind {
        /** It cannot be reached, or the connection broke: trying again may help. */
        AWAY,
        /** It knows neither the role nor the password, or the role may not do that. */
        DENIED,
        /** It does not prove who it is, or speaks without encryption: nothing was said to it. */
        UNTRUSTED,
        /** It has not what this program needs: "fleet init" was not run, or with another version. */
        LACKING,
        /** Anything else. */
        FAILED
    }

    private final Kind kind;

    public CentreException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
