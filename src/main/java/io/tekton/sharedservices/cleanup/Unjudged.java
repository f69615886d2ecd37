package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.verdict.Candidate;
import io.tekton.sharedservices.cleanup.verdict.Judge;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.registry.RegistryReading;
import java.util.List;

/**
 * The CI processes in a dry run whose registry cannot be used: a person who rehearses sees them all the same, each
 * spared by the word {@link Explanation#OPEN}, since nothing was decided of it.
 */
final class Unjudged {
    private Unjudged() {}

    /** A schedule that is refused time and again is one record with a count, which verdicts would take apart. */
    static boolean isListedIn(CleanupRequest request) {
        return request.dryRun() && request.trigger() == Trigger.MANUAL;
    }

    static List<Judge.Verdict> of(List<Candidate> candidates, RegistryReading.Refused refused) {
        String why = CommandText.printable("not judged, since the run was refused (" + refused.reason() + ")");
        return candidates.stream()
                .map(candidate -> new Judge.Verdict(candidate, Decision.SPARED, Explanation.OPEN, why))
                .toList();
    }
}
