package io.tekton.sharedservices.journal.query;

import io.tekton.sharedservices.journal.Run;

/**
 * A run as lists show it.
 *
 * @param changes how many fields of the configuration it planned to change; they are changed where it SUCCEEDED and was
 *     no dry run. 0 for a cleanup
 */
public record ListedRun(Run run, int changes) {
    public ListedRun {
        if (changes < 0) {
            throw new IllegalArgumentException("run " + run.id() + " with " + changes + " changes");
        }
    }
}
