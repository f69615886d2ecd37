package io.tekton.sharedservices.api;

import org.jspecify.annotations.Nullable;

/** The daemon could not be asked, or said no; the message is for people and complete in itself. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable ProblemCode code;

    /** @param code what the daemon said; null where it said nothing, or nothing that is known here */
    public ApiException(@Nullable ProblemCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public @Nullable ProblemCode code() {
        return code;
    }
}
