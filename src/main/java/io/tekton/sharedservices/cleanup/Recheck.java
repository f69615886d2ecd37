package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.verdict.Candidate;
import io.tekton.sharedservices.cleanup.verdict.Judge;
import io.tekton.sharedservices.cleanup.verdict.JudgementContext;
import io.tekton.sharedservices.process.Reading;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last check of each process before its signal. */
interface Recheck {
    /** Before the first of a round. */
    default void begin(List<TerminationAttempt> endings, JudgementContext around) {}

    /** What makes it an orphan no more, in words; null if it is what was judged, and still to be ended. */
    @Nullable
    String changed(TerminationAttempt ending, JudgementContext around);

    /** Judges it once more by the rules that name it. */
    static Recheck byItsRules(CandidateScanner observer) {
        return (ending, around) -> {
            Reading<Candidate> reading = observer.read(ending.identity().pid());
            if (!(reading instanceof Reading.Present<Candidate> present)) {
                return reading instanceof Reading.Unreadable<Candidate> unreadable
                        ? "it cannot be read any more: " + CommandText.printable(unreadable.why())
                        : "it is gone";
            }
            Candidate now = present.value();
            if (!now.snapshot().isSameAs(ending.verdict().candidate().snapshot())) {
                return "it runs another command line now";
            }
            if (now.matches().isEmpty()) {
                return "no match rule names it any more";
            }
            if (ending.isByOwners() == now.isByRegistry()) {
                return "other match rules name it now";
            }
            Judge.Verdict verdict = Judge.judge(now, around);
            return verdict.isOrphan() ? null : observer.masked(verdict.rule() + ": " + verdict.explanation());
        };
    }
}
