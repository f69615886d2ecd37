package io.tekton.sharedservices.cli.option;

/** The exit codes of the commands. */
public final class ExitCode {
    public static final int DONE = 0;
    /** An orphan survived, a check found a fault, the thing asked for failed. */
    public static final int FAILED = 1;
    /** Wrong usage or settings; nothing was started. */
    public static final int USAGE = 2;
    /** The daemon does not run. */
    public static final int NOT_RUNNING = 3;
    /** It is unknown whether the daemon runs. */
    public static final int UNKNOWN = 4;
    /** A safety rule forbade it; nothing was signalled. */
    public static final int REFUSED = 5;

    private ExitCode() {}
}
