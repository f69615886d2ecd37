package io.tekton.sharedservices.cleanup.survey;

import io.tekton.sharedservices.cleanup.CandidateScanner;
import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.RegistryBelief;
import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.verdict.Candidate;
import io.tekton.sharedservices.cleanup.verdict.Holders;
import io.tekton.sharedservices.cleanup.verdict.Judge;
import io.tekton.sharedservices.cleanup.verdict.JudgementContext;
import io.tekton.sharedservices.cleanup.verdict.RegistrationHistory;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.registry.Registrations;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.registry.RegistryReading;
import org.jspecify.annotations.Nullable;

/**
 * What a judgement depends on now, for a question that changes nothing.
 *
 * @param refused why the registry is not relied on; null where it is
 * @param known what earlier readings of the registry saw
 */
record JudgementNow(JudgementContext around, RegistryReading.@Nullable Refused refused, RegistrationHistory known) {
    /** Reads the registry once. */
    static JudgementNow of(
            CandidateScanner observer, RegistryReader registry, RegistryBelief belief, CleanupSettings settings) {
        RegistryReading reading = registry.read();
        Registrations registrations =
                reading instanceof RegistryReading.Read read ? read.registrations() : Registrations.none();
        Holders holders = observer.holders();
        RegistryBelief.Weighed weighed = belief.look(registrations, holders);
        JudgementContext around = observer.surroundings(
                registrations,
                settings.minAge(),
                weighed.known(),
                holders,
                new JudgementContext.Services(settings.inService(), belief.trustsEmpty()));
        return new JudgementNow(
                around, reading instanceof RegistryReading.Refused no ? no : weighed.collapsed(), weighed.known());
    }

    /** As a cleanup would decide; one that a refused registry would have to judge is spared as {@code open}. */
    Judge.Verdict verdict(Candidate candidate) {
        if (refused == null || known.leavesToOwners(candidate)) {
            return Judge.judge(candidate, around);
        }
        String why = "a cleanup would not judge it now (" + refused.reason() + "): " + refused.message();
        return new Judge.Verdict(candidate, Decision.SPARED, Explanation.OPEN, CommandText.printable(why));
    }
}
