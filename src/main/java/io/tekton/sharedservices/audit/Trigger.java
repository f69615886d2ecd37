package io.tekton.sharedservices.audit;

/** Why a run began. */
public enum Trigger {
    SCHEDULE,
    CATCH_UP,
    MANUAL,
    /** Rhetor's update flag; configuration sync only. */
    FLAG
}
