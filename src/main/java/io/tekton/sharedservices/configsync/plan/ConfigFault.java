package io.tekton.sharedservices.configsync.plan;

/** What a configuration says where only something else is allowed. */
public final class ConfigFault extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param problem a clause whose subject is the file, place included: "has, in line 3, column 7, ..." */
    ConfigFault(String problem) {
        super(problem);
    }

    public String problem() {
        return String.valueOf(getMessage());
    }
}
