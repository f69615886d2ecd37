package io.tekton.sharedservices.schedule;

/** The scheduler cannot be made or started, or the triggers in the store cannot be set. */
public class ScheduleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ScheduleException(String message, Throwable cause) {
        super(message, cause);
    }
}
