package io.tekton.sharedservices.api;

/** What was asked for belongs to a job that is off under the settings in force: nothing was done. */
public final class JobOffException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param why for people: which setting says so */
    public JobOffException(String why) {
        super(why);
    }
}
