package io.tekton.sharedservices.cleanup.match;

/** The environment variables that say which CI a process is, where it belongs and what it runs. */
public final class CiVariables {
    /** The folder of the installation that a process belongs to. */
    public static final String ROOT = "TEKTON_ROOT";

    /** The installation folder of a process that names none. */
    public static final String HOME = "HOME";

    /** The wrapped CI that a process belongs to. */
    public static final String NAME = "TEKTON_CI_NAME";

    /** Set to anything, it makes a program made of Electron run as Node.js. */
    public static final String AS_NODE = "ELECTRON_RUN_AS_NODE";

    /** Node.js sets it for what its watch mode runs: a development server. */
    public static final String WATCHED = "WATCH_REPORT_DEPENDENCIES";

    private CiVariables() {}
}
