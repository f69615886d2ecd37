package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.Intervention.Action;
import io.tekton.sharedservices.journal.Intervention.Outcome;
import io.tekton.sharedservices.metrics.Instrumentation;
import io.tekton.sharedservices.store.record.SqlInterventions;
import io.tekton.sharedservices.text.Causes;
import java.time.Clock;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** What people ask of jobs, put on record with its actor before it is done, and with the outcome of it after. */
record RecordedActions(SqlInterventions record, Clock clock, Instrumentation activity) {
    private static final Logger LOG = LogManager.getLogger("daemon");

    /** @throws AuditException if it could not be put on record: then it is not done */
    JobAnswer of(Action action, String job, @Nullable String reason, String actor, Supplier<JobAnswer> work) {
        long sequence = record.begin(clock.instant(), actor, action, job, reason);
        try {
            JobAnswer answer = work.get();
            if (answer instanceof JobAnswer.Refused refused) {
                end(sequence, Outcome.REFUSED, refused.message());
            } else if (answer instanceof JobAnswer.NoSuchJob) {
                end(sequence, Outcome.FAILED, "there is no such job");
            } else {
                end(sequence, Outcome.DONE, null);
            }
            return answer;
        } catch (RuntimeException e) {
            end(sequence, Outcome.FAILED, Causes.of(e));
            throw e;
        }
    }

    /** An action that was done stays done, even if recording it fails. */
    private void end(long sequence, Outcome outcome, @Nullable String detail) {
        try {
            record.end(sequence, clock.instant(), outcome, detail);
        } catch (AuditException e) {
            LOG.warn(
                    "the outcome of intervention {} ({}) could not be recorded: {}", sequence, outcome, e.getMessage());
        }
        activity.changed();
    }
}
