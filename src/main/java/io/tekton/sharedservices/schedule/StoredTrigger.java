package io.tekton.sharedservices.schedule;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The trigger of a job as Quartz has it.
 *
 * @param sound whether its recorded state lets it fire; a trigger that only claims so shows by being late
 */
record StoredTrigger(Instant startsAt, boolean sound) {
    /** What is to be done about it. */
    enum Step {
        LEAVE,
        /** It is as it should be, and has not fired though its time has come. */
        LATE,
        SET,
        /** Set anew, since it would not fire. */
        REPAIR,
        REMOVE
    }

    /**
     * Compares a trigger with what it should be. Pure.
     *
     * @param stored null where there is none
     * @param at when the job is due; not before now, or {@link Due#NEVER}
     */
    static Step step(@Nullable StoredTrigger stored, Instant at, Instant now) {
        if (at.equals(Due.NEVER)) {
            return stored == null ? Step.LEAVE : Step.REMOVE;
        }
        if (stored == null) {
            return Step.SET;
        }
        if (!stored.sound()) {
            return Step.REPAIR;
        }
        if (at.isAfter(now)) {
            boolean same = Duration.between(stored.startsAt(), at).abs().compareTo(Due.SAME_TIME) < 0;
            return same ? Step.LEAVE : Step.SET;
        }
        return stored.startsAt().isAfter(now) ? Step.SET : Step.LATE;
    }
}
