package io.tekton.sharedservices.runtime;

import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.journal.Pause;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.schedule.Attempt;
import io.tekton.sharedservices.text.HostTime;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a requested run did not begin.
 *
 * @param reason the short word on record
 * @param message the sentence for people
 */
public record Refusal(String reason, String message) {
    /**
     * Of an attempt that did not run.
     *
     * @param job its name, the prefix of its settings
     * @param what a run of it, such as {@code cleanup}
     */
    public static Refusal of(Attempt<?> attempt, String job, String what) {
        if (attempt instanceof Attempt.Busy<?> busy) {
            return new Refusal(
                    "already-running", "another " + what + " has been running since " + HostTime.text(busy.since()));
        }
        if (attempt instanceof Attempt.Paused<?> paused) {
            return paused(paused.pause());
        }
        return attempt instanceof Attempt.Unknown<?>
                ? new Refusal("disabled", "the settings switch the job off (" + job + ".enabled)")
                : new Refusal("stopped", "the service is stopping");
    }

    /** Of a paused job: by whom, since when and why, and what lets it run again. */
    public static Refusal paused(Pause pause) {
        return new Refusal(
                "paused",
                "the job is paused by " + pause.actor() + " since " + HostTime.text(pause.since())
                        + (pause.reason().isEmpty() ? "" : ": " + pause.reason()) + "; \"jobs resume " + pause.job()
                        + "\" lets it run again");
    }

    /** Empty for a run that was not refused. */
    public static Optional<JobAnswer.Refused> of(Run run) {
        return run.outcome() == RunOutcome.REFUSED
                ? Optional.of(new JobAnswer.Refused(
                        Objects.requireNonNullElse(run.reason(), "refused"),
                        Objects.requireNonNullElse(run.message(), "the run was refused")))
                : Optional.empty();
    }
}
