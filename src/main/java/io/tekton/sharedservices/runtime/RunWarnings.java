package io.tekton.sharedservices.runtime;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.query.AuditReader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the record of a job warns of. */
public final class RunWarnings {
    private RunWarnings() {}

    /**
     * Of the last scheduled run, and of the last run: a live manual run does not hide a refused scheduled run.
     *
     * @param threshold more orphans than this in one run are a warning
     */
    public static List<String> of(AuditReader record, String job, String host, int threshold) {
        Set<String> warnings = new LinkedHashSet<>();
        record.lastScheduledRun(job, host).ifPresent(run -> warnings.addAll(of(run, threshold)));
        record.lastRun(job, host).ifPresent(run -> warnings.addAll(of(run, threshold)));
        return List.copyOf(warnings);
    }

    private static List<String> of(Run run, int threshold) {
        List<String> warnings = new ArrayList<>();
        if (run.outcome() == RunOutcome.REFUSED
                || run.outcome() == RunOutcome.PARTIAL
                || run.outcome() == RunOutcome.FAILED) {
            warnings.add("run " + run.id() + " of " + run.job() + " was " + run.outcome() + ", " + run.reason()
                    + (run.repeats() == 0 ? "" : ", " + (run.repeats() + 1) + " times in a row") + ": "
                    + run.message());
        }
        if (run.counts().orphans() > threshold) {
            warnings.add("run " + run.id() + " of " + run.job() + " found "
                    + run.counts().orphans() + " orphans, more than " + threshold);
        }
        return warnings;
    }
}
