package io.tekton.sharedservices.schedule.due;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The trigger of a job as Quartz has it. */
public record StoredTrigger(Instant startsAt, State state) {
    public enum State {
        /** It will fire, or claims so; a trigger that does not fire becomes late. */
        SOUND,
        /** It has fired, and its run has not ended, or not begun. */
        FIRED,
        /** Its recorded state keeps it from firing. */
        BROKEN
    }

    /** What is to be done about it. */
    public enum Step {
        LEAVE,
        /** It is as it should be, and has not fired though its time has come. */
        LATE,
        /** It has fired, and no run is on: one is about to begin, or has just ended. */
        FIRED,
        SET,
        /** Set again, since it would not fire. */
        REPAIR,
        REMOVE
    }

    /**
     * Compares a trigger with what it should be. Pure.
     *
     * @param stored null where there is none
     * @param at when the job is due; not before now, or {@link NextRun#NEVER}
     */
    public static Step step(@Nullable StoredTrigger stored, Instant at, Instant now) {
        if (at.equals(NextRun.NEVER)) {
            return stored == null ? Step.LEAVE : Step.REMOVE;
        }
        if (stored == null) {
            return Step.SET;
        }
        if (stored.state() != State.SOUND) {
            return stored.state() == State.FIRED ? Step.FIRED : Step.REPAIR;
        }
        if (at.isAfter(now)) {
            boolean same = Duration.between(stored.startsAt(), at).abs().compareTo(NextRun.SAME_TIME) < 0;
            return same ? Step.LEAVE : Step.SET;
        }
        return stored.startsAt().isAfter(now) ? Step.SET : Step.LATE;
    }
}
