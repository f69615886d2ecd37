package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.audit.RecordedVerdict;
import io.tekton.sharedservices.audit.Run;
import java.util.List;

/**
 * What a cleanup did.
 *
 * @param verdicts of every process that a match rule named, in order of pid
 * @param recorded whether all of it stands in the store; if not, the run's outcome says whether anything was signalled, and the next start
 *     settles what is on record
 */
public record CleanupReport(Run run, List<RecordedVerdict> verdicts, boolean recorded) {
    public CleanupReport {
        verdicts = List.copyOf(verdicts);
    }
}
