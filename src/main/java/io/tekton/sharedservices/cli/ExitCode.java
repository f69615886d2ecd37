package io.tekton.sharedservices.cli;

/** What a command's end tells its caller. */
final class ExitCode {
    static final int DONE = 0;
    /** An orphan survived, a check found a fault, the thing asked for failed. */
    static final int FAILED = 1;
    /** Wrong usage or settings; nothing was started. */
    static final int USAGE = 2;
    /** The daemon does not run. */
    static final int NOT_RUNNING = 3;
    /** Whether the daemon runs cannot be told. */
    static final int UNKNOWN = 4;
    /** A safety rule forbade it; nothing was signalled. */
    static final int REFUSED = 5;

    private ExitCode() {}
}
