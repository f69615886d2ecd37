package io.tekton.sharedservices.posix;

/** Numbers of {@code fcntl(2)} for leases, the same on all of Linux. */
final class LeaseCalls {
    static final int F_SETLEASE = 1024;
    static final int F_WRLCK = 1;

    /**
     * Chooses the signal that reports that somebody else opens a leased file. Without it that is {@code SIGIO}, which
     * ends a process.
     */
    static final int F_SETSIG = 10;

    /** A signal that is ignored unless a program asks for it, {@code signal(7)}. */
    static final int SIGURG = 23;

    private LeaseCalls() {}
}
