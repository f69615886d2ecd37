package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.verdict.Candidate;
import io.tekton.sharedservices.cleanup.verdict.Judge;
import io.tekton.sharedservices.cleanup.verdict.JudgementContext;
import io.tekton.sharedservices.process.Reading;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The last check of each process before its signal. */
interface Recheck {
    String RUNS_ANOTHER = "it runs another command line now";

    /** What the parent of one that ended may take to collect it; pid 1 takes less. */
    Duration REAPING = Duration.ofMillis(1);

    /** Before the first of a round. */
    default void begin(List<TerminationAttempt> endings, JudgementContext around) {}

    /** What makes it an orphan no more, in words; null if it is what was judged, and still to be ended. */
    @Nullable
    String changed(TerminationAttempt ending, JudgementContext around);

    /**
     * Judges it once more by the rules that name it. What it hangs below may be another orphan of the round, and end
     * between two of the readings that belong to one judgement: then it is judged anew, from its new place.
     */
    static Recheck byItsRules(CandidateScanner observer) {
        return (ending, around) -> {
            Reading<Candidate> now = observer.read(ending.identity().pid());
            String changed = changed(now, ending, around, observer);
            for (int i = 1; i < CandidateScanner.READINGS && changed != null && observer.hasLostAncestor(now); i++) {
                LockSupport.parkNanos(REAPING.toNanos());
                now = observer.read(ending.identity().pid());
                changed = changed(now, ending, around, observer);
            }
            return changed;
        };
    }

    private static @Nullable String changed(
            Reading<Candidate> reading, TerminationAttempt ending, JudgementContext around, CandidateScanner observer) {
        if (!(reading instanceof Reading.Present<Candidate> present)) {
            return reading instanceof Reading.Unreadable<Candidate> unreadable
                    ? "it cannot be read any more: " + CommandText.printable(unreadable.why())
                    : "it is gone";
        }
        Candidate now = present.value();
        if (!now.snapshot().isSameAs(ending.verdict().candidate().snapshot())) {
            return RUNS_ANOTHER;
        }
        if (now.matches().isEmpty()) {
            return "no match rule names it any more";
        }
        if (ending.isByOwners() == now.isByRegistry()) {
            return "other match rules name it now";
        }
        Judge.Verdict verdict = Judge.judge(now, around);
        return verdict.isOrphan() ? null : observer.masked(verdict.rule() + ": " + verdict.explanation());
    }
}
