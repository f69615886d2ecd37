package io.tekton.sharedservices.posix;

/** A system call failed in a way that its caller has no answer to. */
public final class PosixException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    public PosixException(String what, int errno, Throwable cause) {
        super(what + " (errno " + errno + ": " + cause.getMessage() + ")", cause);
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }
}
