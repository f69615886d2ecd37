package io.tekton.sharedservices.notify;

import java.util.Locale;

/** What people are informed of. */
public enum Kind {
    /** A safety rule refused a scheduled run. */
    REFUSED,
    /** A run failed. */
    FAILED,
    /** A run found more orphans than {@code orphan-cleanup.alert-threshold}, or than it may end. */
    EXCESSIVE,
    /** An orphan lived on after SIGKILL. */
    SURVIVOR,
    /** A job is due and does not begin. */
    OVERDUE,
    /** A job has been paused for a day. */
    PAUSED,
    /** The store cannot be used as it should. */
    STORE,
    /** A host of the fleet says nothing; a keeper reports it. */
    SILENT,
    /** A host's store is a copy, or its journal at the centre is broken; a keeper reports it. */
    FORKED;

    /** As it is written in settings and messages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
