package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.process.PinnedProcess;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** The lines of {@code orphan_cleanup.log}: one for each verdict that matters, each signal, each outcome. */
public final class CleanupLog {
    /** The logger of {@code orphan_cleanup.log}. */
    public static final String NAME = "orphan-cleanup";

    private final Logger logger = LogManager.getLogger(NAME);

    /** Once, before the first live cleanup. */
    void first(String text) {
        logger.info("{}", text);
    }

    /** @param again whether it is one more of a row of tries, each of which may end as the one before it */
    void begun(Run run, boolean again) {
        logger.log(
                again ? Level.DEBUG : Level.INFO,
                "run {} begins: trigger={} actor={} dryRun={}",
                run.id(),
                run.trigger(),
                run.actor(),
                run.dryRun());
    }

    /** An orphan, or a spared process at a finer level. */
    void verdict(Run run, RecordedVerdict verdict) {
        Level level = verdict.decision() == Decision.ORPHAN ? Level.INFO : Level.DEBUG;
        logger.log(
                level,
                "run {} {} pid={} component={} age={}s rule={} match={}{} because {}: {}",
                run.id(),
                verdict.decision(),
                verdict.identity().pid(),
                verdict.component(),
                verdict.ageSeconds(),
                verdict.rule(),
                verdict.match(),
                run.dryRun() ? " (dry run)" : "",
                verdict.explanation(),
                verdict.command());
    }

    void signalled(Run run, RecordedVerdict verdict, TerminationSignal signal, PinnedProcess process) {
        logger.info(
                "run {} SIG{} sent to pid={} component={} age={}s rule={} by {}",
                run.id(),
                signal,
                verdict.identity().pid(),
                verdict.component(),
                verdict.ageSeconds(),
                verdict.rule(),
                process.guard());
    }

    void outcome(Run run, RecordedVerdict verdict, @Nullable String detail) {
        TerminationResult result = verdict.result();
        logger.log(
                result != null && result.isFailure() ? Level.WARN : Level.INFO,
                "run {} {} pid={} component={} age={}s rule={} wait={}{}",
                run.id(),
                result,
                verdict.identity().pid(),
                verdict.component(),
                verdict.ageSeconds(),
                verdict.rule(),
                verdict.waitMillis() == null ? "-" : verdict.waitMillis() + "ms",
                detail == null ? "" : ": " + detail);
    }

    void excessive(Run run, int orphans, int threshold) {
        logger.warn("run {} found {} orphans, more than the alert threshold of {}", run.id(), orphans, threshold);
    }

    /** A refusal or failure that only repeats the record is logged once; the history shows that it continues. */
    void ended(Run run) {
        if (run.repeats() > 0) {
            logger.debug("run {} {} ({}) repeated, {} times now", run.id(), run.outcome(), run.reason(), run.repeats());
            return;
        }
        boolean well = run.reason() == null;
        logger.log(
                well ? Level.INFO : Level.WARN,
                "run {} {}{}: scanned={} matched={} orphans={} spared={} terminated={} killed={} failed={}{}",
                run.id(),
                run.outcome(),
                well ? "" : " (" + run.reason() + ")",
                run.counts().scanned(),
                run.counts().matched(),
                run.counts().orphans(),
                run.counts().spared(),
                run.counts().terminated(),
                run.counts().killed(),
                run.counts().failed(),
                run.message() == null ? "" : ": " + run.message());
    }

    /** What a run spared and a person has to decide on; once, as {@link #ended}. */
    void warnings(Run run, List<String> warnings) {
        warnings.forEach(warning ->
                logger.log(run.repeats() > 0 ? Level.DEBUG : Level.WARN, "run {} warns: {}", run.id(), warning));
    }

    void failure(Run run, String what, Throwable cause) {
        logger.error("run {}: {}", run.id(), what, cause);
    }
}
