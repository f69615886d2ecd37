package io.tekton.sharedservices.api;

import java.util.List;

/** The answer to a request to a job. */
public sealed interface JobAnswer {
    /** It was done; for a trigger: the run is under way. */
    record Done(JobStatus job) implements JobAnswer {}

    /**
     * A safety rule forbids it.
     *
     * @param reason a short word, such as {@code min-interval}
     * @param message the sentence for people; says when it may
     */
    record Refused(String reason, String message) implements JobAnswer {}

    /** There is no such job. */
    record NoSuchJob(List<String> known) implements JobAnswer {
        public NoSuchJob {
            known = List.copyOf(known);
        }
    }
}
