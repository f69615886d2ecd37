package io.tekton.sharedservices.audit;

/** What an {@link AuditEvent} tells. The names are on record: they are added to, never changed. */
public enum EventKind {
    RUN_BEGUN,
    /** A run's verdicts were recorded; carries their digest. */
    DECIDED,
    /** A process is about to have a signal; the first one of a process carries all that explains it. */
    INTENDED,
    SIGNALLED,
    ENDED,
    /** A configuration sync is about to write, or would; carries the digests of its changes and of their difference. */
    PLANNED,
    RUN_FINISHED,
    /** Earlier events were purged by retention; carries their ranges and the policy. Never purged itself. */
    PURGED
}
