package io.tekton.sharedservices.process;

/** The host's process table cannot be read or trusted as a whole. */
public final class ProcessTableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ProcessTableException(String message) {
        super(message);
    }

    public ProcessTableException(String message, Throwable cause) {
        super(message, cause);
    }
}
