package io.tekton.sharedservices.leftover.quarantine;

import io.tekton.sharedservices.journal.leftover.LeftoverAction.Result;
import org.jspecify.annotations.Nullable;

/**
 * What came of an action.
 *
 * @param detail a clause for people; null for none
 * @param failed whether it is for something that a person has to see to
 */
public record Outcome(Result result, @Nullable String detail, boolean failed) {
    public static final Outcome DONE = new Outcome(Result.DONE, null, false);

    static Outcome done(String detail) {
        return new Outcome(Result.DONE, detail, false);
    }

    public static Outcome notDone(String why) {
        return new Outcome(Result.NOT_DONE, why, false);
    }

    static Outcome failed(String why) {
        return new Outcome(Result.NOT_DONE, why, true);
    }

    static Outcome uncertain(String why) {
        return new Outcome(Result.UNCERTAIN, why, true);
    }
}
