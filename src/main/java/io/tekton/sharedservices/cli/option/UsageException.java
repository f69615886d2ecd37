package io.tekton.sharedservices.cli.option;

import org.jspecify.annotations.Nullable;

/** The command line cannot be understood; the message says what and what is allowed. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(@Nullable String message) {
        super(message);
    }
}
