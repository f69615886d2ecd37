package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import java.util.ArrayList;
import java.util.List;

/**
 * What a cleanup did.
 *
 * @param verdicts of every process that a match rule named, in order of pid
 * @param warnings sentences for people: what was spared and needs a decision of theirs
 * @param recorded whether all of it is in the store; if not, the run's outcome says whether anything was signalled. The
 *     next start settles what is on record
 */
public record CleanupReport(Run run, List<RecordedVerdict> verdicts, List<String> warnings, boolean recorded) {
    public CleanupReport {
        verdicts = List.copyOf(verdicts);
        warnings = List.copyOf(warnings);
    }

    /** The same with more warnings. */
    CleanupReport and(List<String> more) {
        List<String> all = new ArrayList<>(warnings);
        all.addAll(more);
        return new CleanupReport(run, verdicts, all, recorded);
    }

    /** One without a warning. */
    public CleanupReport(Run run, List<RecordedVerdict> verdicts, boolean recorded) {
        this(run, verdicts, List.of(), recorded);
    }
}
