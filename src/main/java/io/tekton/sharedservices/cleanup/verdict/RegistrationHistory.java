package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.registry.Registration;
import io.tekton.sharedservices.registry.memory.ReadingTime;
import io.tekton.sharedservices.registry.memory.RememberedRegistrations;
import io.tekton.sharedservices.registry.memory.SeenRegistration;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is known of registrations at one judgement, including the reading that it uses.
 *
 * @param at when that reading was made
 * @param accepted an operator accepted that reading, so that readings which were refused before it count too
 * @param lost what earlier readings saw is not known any more
 */
public record RegistrationHistory(
        RememberedRegistrations memory, ReadingTime at, String pidNamespace, boolean accepted, boolean lost) {
    /** One of which nothing was lost. */
    public RegistrationHistory(RememberedRegistrations memory, ReadingTime at, String pidNamespace, boolean accepted) {
        this(memory, at, pidNamespace, accepted, false);
    }

    public Optional<SeenRegistration> seen(ProcessIdentity process) {
        return memory.of(process, pidNamespace);
    }

    /**
     * Whether a candidate is judged although the registry is refused: its owners judge it alone, no earlier reading saw
     * it registered or below a registered process, and it carries no name by which an entry could mean it.
     */
    public boolean leavesToOwners(Candidate candidate) {
        return !candidate.isByRegistry() && knowsNothingOf(candidate);
    }

    /** Whether no earlier reading saw it registered, nor an ancestor of it, and no entry could mean it by its name. */
    public boolean knowsNothingOf(Candidate candidate) {
        return !lost
                && candidate.ciName() == null
                && seen(candidate.snapshot().identity()).isEmpty()
                && candidate.lineage().ancestors().stream()
                        .allMatch(ancestor -> seen(ancestor.identity()).isEmpty());
    }

    /** How long our own readings have seen it unregistered; zero where this is the first one. */
    Duration unregisteredFor(SeenRegistration one) {
        long since = accepted && one.missed() != SeenRegistration.NEVER ? one.missed() : one.unregistered();
        if (accepted && one.unregistered() != SeenRegistration.NEVER) {
            since = Math.min(since, one.unregistered());
        }
        return since == SeenRegistration.NEVER
                ? Duration.ZERO
                : Duration.ofMillis(Math.max(0, at.bootMillis() - since));
    }

    /** How long ago the first believed reading of this platform folder was. */
    Duration sinceFirstReading() {
        ReadingTime first = memory.firstBelieved();
        return first == null ? Duration.ZERO : at.since(first);
    }

    /** Whether a process of this age was there before the first believed reading of this platform folder. */
    boolean beganBeforeFirstReading(Duration age) {
        ReadingTime first = memory.firstBelieved();
        if (first == null) {
            return true;
        }
        return first.bootId().equals(at.bootId()) && at.bootMillis() - age.toMillis() <= first.bootMillis();
    }

    boolean isStranger(ProcessIdentity holder, Registration entry) {
        return memory.isStranger(holder, pidNamespace, List.of(entry));
    }
}
