package io.tekton.sharedservices.api;

import org.jspecify.annotations.Nullable;

/** The daemon could not be asked, or said no; the message is for people and complete in itself. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param status the HTTP status; 0 where there was no answer */
    public ApiException(int status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
