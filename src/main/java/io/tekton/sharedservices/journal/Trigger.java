package io.tekton.sharedservices.journal;

/** Why a run began. */
public enum Trigger {
    SCHEDULE,
    CATCH_UP,
    MANUAL,
    /** Rhetor's update flag; configuration sync only. */
    FLAG
}
