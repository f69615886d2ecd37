package io.tekton.sharedservices.web.http;

import org.jspecify.annotations.Nullable;

/** The API cannot listen where it shall; the message says where, why, and what to do. */
public final class ServerStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ServerStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
