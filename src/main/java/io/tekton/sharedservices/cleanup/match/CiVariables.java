package io.tekton.sharedservices.cleanup.match;

/** The environment variables that say which CI a process is and where it belongs. */
public final class CiVariables {
    /** The folder of the installation that a process belongs to. */
    public static final String ROOT = "TEKTON_ROOT";

    /** The installation folder of a process that names none. */
    public static final String HOME = "HOME";

    /** The wrapped CI that a process belongs to. */
    public static final String NAME = "TEKTON_CI_NAME";

    private CiVariables() {}
}
