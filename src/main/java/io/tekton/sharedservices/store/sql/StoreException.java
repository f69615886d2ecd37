package io.tekton.sharedservices.store.sql;

import org.jspecify.annotations.Nullable;

/** The store could not be opened, made, copied or restored. The message says of which file, why, and what helps. */
public class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
