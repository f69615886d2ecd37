package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.registry.memory.SeenRegistration;
import io.tekton.sharedservices.text.HostTime;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@link VerdictRule#RECENTLY_REGISTERED}: our own readings saw the process registered, or an ancestor of it, and have
 * not seen it unregistered for as long as the minimum age yet. Pure.
 */
final class SeenBefore {
    private SeenBefore() {}

    static VerdictRule.Finding find(Candidate process, JudgementContext around) {
        String spared = spared("it", process.snapshot().identity(), around);
        if (spared != null) {
            return VerdictRule.spares(spared);
        }
        for (ProcessNode ancestor : process.lineage().ancestors()) {
            String above = spared("its ancestor pid " + ancestor.pid(), ancestor.identity(), around);
            if (above != null) {
                return VerdictRule.spares(above);
            }
        }
        return VerdictRule.passes(around.known()
                .seen(process.snapshot().identity())
                .map(one -> said("it", one, around.known().unregisteredFor(one)))
                .orElse("no earlier reading of the registry saw it registered"));
    }

    private static @Nullable String spared(String subject, ProcessIdentity identity, JudgementContext around) {
        RegistrationHistory known = around.known();
        Optional<SeenRegistration> seen = known.seen(identity);
        if (seen.isEmpty()) {
            return null;
        }
        Duration missing = known.unregisteredFor(seen.get());
        Duration left = around.minAge().minus(missing);
        return left.isNegative() || left.isZero()
                ? null
                : said(subject, seen.get(), missing) + "; it is spared until that is " + AgeText.words(around.minAge())
                        + ", at "
                        + HostTime.text(known.at().instant().plus(left).plusMillis(999));
    }

    private static String said(String subject, SeenRegistration one, Duration missing) {
        return subject + " was registered as " + String.join(", ", one.ids())
                + ", and our readings have seen it unregistered for " + AgeText.words(missing);
    }
}
