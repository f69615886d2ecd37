package io.tekton.sharedservices.cli;

import org.jspecify.annotations.Nullable;

/** The command line cannot be understood; the message says what and what is allowed. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(@Nullable String message) {
        super(message);
    }
}
