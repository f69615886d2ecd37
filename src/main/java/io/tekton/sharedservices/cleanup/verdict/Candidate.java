package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.cleanup.match.CiVariables;
import io.tekton.sharedservices.cleanup.match.Components;
import io.tekton.sharedservices.cleanup.match.Invocation;
import io.tekton.sharedservices.cleanup.match.Ownership;
import io.tekton.sharedservices.cleanup.match.Rule;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.process.ProcessSnapshot;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A process that a match rule named, with everything that its verdict depends on.
 *
 * @param matches the match rules that named it, in order; empty only where a person asks about a process that none
 *     names
 * @param protections the protect rules that name it
 * @param component in lower case; null where it names none
 * @param ids every id under which a registry may know it
 * @param installation whether it belongs to this installation
 * @param service whether it serves its own port or socket
 */
public record Candidate(
        ProcessSnapshot snapshot,
        List<Rule> matches,
        List<Rule> protections,
        @Nullable String component,
        Set<String> ids,
        Lineage lineage,
        Installation installation,
        Service service) {
    public Candidate {
        matches = List.copyOf(matches);
        protections = List.copyOf(protections);
        ids = Collections.unmodifiableSet(new LinkedHashSet<>(ids));
    }

    /** One of which nothing was witnessed. */
    public static Candidate of(
            ProcessSnapshot snapshot, Rules rules, Lineage lineage, Installation installation, Service service) {
        return of(snapshot, rules, Set.of(), lineage, installation, service);
    }

    /** @param endedOwners the names of owners that have ended, below which it was seen */
    public static Candidate of(
            ProcessSnapshot snapshot,
            Rules rules,
            Set<String> endedOwners,
            Lineage lineage,
            Installation installation,
            Service service) {
        List<Rule> matches = rules.matching(snapshot, endedOwners);
        Invocation invocation = Invocation.of(snapshot);
        return new Candidate(
                snapshot,
                matches,
                rules.protecting(snapshot),
                Components.of(invocation, matches.stream().anyMatch(Rule::launcher)),
                Components.ids(invocation),
                lineage,
                installation,
                service);
    }

    /**
     * The same as a member of the family of an orphan: it is judged by that one's rules, and belongs to the same
     * installation unless its environment names one.
     */
    Candidate memberOf(Candidate root) {
        Map<String, String> environment = snapshot.environment();
        boolean namesInstallation = environment != null && environment.containsKey(CiVariables.ROOT);
        return new Candidate(
                snapshot,
                root.matches(),
                protections,
                component,
                ids,
                lineage,
                namesInstallation ? installation : root.installation(),
                service);
    }

    /** Whether what descends from it is ended with it: all rules that name it say so. */
    boolean endsWithDescendants() {
        return !matches.isEmpty() && matches.stream().allMatch(Rule::withDescendants);
    }

    public int pid() {
        return snapshot.pid();
    }

    /** Whose it is, by the match rules with {@code owner=} that name it. */
    public Ownership ownership() {
        return Ownership.of(matches);
    }

    /** Whether the registry judges it: some match rule without {@code owner=} names it, or none at all does. */
    public boolean isByRegistry() {
        return matches.isEmpty()
                || matches.stream().anyMatch(rule -> !rule.ownership().isByOwner());
    }

    /**
     * Whether it must be of this installation: what the registry judges, and what a rule names by its environment alone
     * although a CI's name is there. Another platform of the same user has the same names.
     */
    boolean belongsToInstallation() {
        return isByRegistry() || (isNamedByWitness() && ciName() != null);
    }

    boolean launcher() {
        return matches.stream().anyMatch(Rule::launcher);
    }

    /** Whether it is named by a rule that tests nothing of its command line. */
    boolean isNamedByWitness() {
        return !matches.isEmpty() && matches.stream().allMatch(Rule::isOfWitnessedOnly);
    }

    /** The value of {@code TEKTON_CI_NAME}; null where it has none. */
    @Nullable
    String ciName() {
        Map<String, String> environment = snapshot.environment();
        return environment == null ? null : environment.get(CiVariables.NAME);
    }

    /** All its names: ids and {@code TEKTON_CI_NAME}. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(ids);
        String ciName = ciName();
        if (ciName != null) {
            names.add(ciName);
        }
        return names;
    }

    /** Which installation a process belongs to. */
    public sealed interface Installation {
        /** To ours, as was proven. */
        record Ours() implements Installation {}

        /** To another, or to ours without proof. @param why a sentence */
        record Other(String why) implements Installation {}

        /** Something needed for the answer cannot be read. */
        record Unknown(String why) implements Installation {}
    }
}
