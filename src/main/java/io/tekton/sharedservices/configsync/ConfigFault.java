package io.tekton.sharedservices.configsync;

/** What a configuration says where only something else is allowed. */
final class ConfigFault extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param problem a clause whose subject is the file, place included: "has, in line 3, column 7, ..." */
    ConfigFault(String problem) {
        super(problem);
    }

    String problem() {
        return String.valueOf(getMessage());
    }
}
