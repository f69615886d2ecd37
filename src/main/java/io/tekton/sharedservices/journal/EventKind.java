package io.tekton.sharedservices.journal;

import java.util.Arrays;

/** What an {@link AuditEvent} reports. The names are on record: names may be added, never changed. */
public enum EventKind {
    RUN_BEGUN,
    /** A run's verdicts, or some of many. */
    DECIDED,
    /** A process is about to have a signal; the first one of a process carries all that explains it. */
    INTENDED,
    SIGNALLED,
    ENDED,
    /** What a run on leftovers judged, or some of it. */
    LEFTOVERS_JUDGED,
    /** A leftover is about to be moved, put back or removed; carries all that explains it. */
    LEFTOVER_INTENDED,
    /** What came of that. */
    LEFTOVER_SETTLED,
    /** A configuration sync is about to write, or would; carries its changes and their difference. */
    PLANNED,
    RUN_FINISHED,
    /**
     * A scheduled run ended as a recorded run did. The event carries the name of the recorded run, which this run only
     * adds to.
     */
    RUN_REPEATED,
    /** A setting was changed while a daemon ran. */
    SETTING_CHANGED,
    /** Settings that a daemon works under from now on. */
    SETTINGS_IN_FORCE,
    /** Somebody asked something of a job. */
    ASKED,
    /** What came of what was asked. */
    ANSWERED,
    /** A trigger that would not have fired any more was set anew. */
    TRIGGER_REPAIRED,
    PAUSED,
    RESUMED,
    /** A registry file was read for the first time on this host: from now on it must not be missing. */
    REGISTRY_READ,
    /** Earlier events were purged by retention; carries their ranges and the policy. Never purged itself. */
    PURGED,
    /** A restored store goes on from here: a copy of what is before may go on elsewhere. */
    EPOCH_BEGUN;

    /** Whether this program knows a kind of that name; newer ones add some. */
    public static boolean isKnown(String name) {
        return Arrays.stream(values()).anyMatch(known -> known.name().equals(name));
    }
}
