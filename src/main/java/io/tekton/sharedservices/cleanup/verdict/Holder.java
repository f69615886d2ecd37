package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.cleanup.match.CiVariables;
import io.tekton.sharedservices.cleanup.match.Components;
import io.tekton.sharedservices.cleanup.match.Invocation;
import io.tekton.sharedservices.cleanup.match.Rule;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.registry.CiNames;
import io.tekton.sharedservices.registry.Registration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who has a pid now. */
public sealed interface Holder {
    /** Nobody, or a process that has ended and waits for its parent. */
    record Nobody() implements Holder {}

    /** @param why what could not be read of the process that has it */
    record Unknown(String why) implements Holder {}

    /** A living process that no match rule names. */
    record Stranger(ProcessIdentity identity) implements Holder {}

    /**
     * A living process that a match rule names.
     *
     * @param names its ids and {@code TEKTON_CI_NAME}, folded
     * @param component folded; null where it names none
     * @param rules the match rules that name it
     */
    record Ci(
            ProcessIdentity identity,
            Set<String> names,
            @Nullable String component,
            Set<String> rules) implements Holder {
        public Ci {
            names = Set.copyOf(names);
            rules = Set.copyOf(rules);
        }

        public static Ci of(ProcessSnapshot snapshot, Rules rules) {
            List<Rule> matches = rules.matching(snapshot);
            Map<String, String> environment = snapshot.environment();
            Invocation invocation = Invocation.of(snapshot);
            Set<String> names = new TreeSet<>(Components.ids(invocation));
            String ciName = environment == null ? null : environment.get(CiVariables.NAME);
            if (ciName != null) {
                names.add(ciName);
            }
            return of(
                    snapshot.identity(),
                    names,
                    Components.of(invocation, matches.stream().anyMatch(Rule::launcher)),
                    matches);
        }

        public static Ci of(Candidate candidate) {
            return of(candidate.snapshot().identity(), candidate.names(), candidate.component(), candidate.matches());
        }

        private static Ci of(
                ProcessIdentity identity, Set<String> names, @Nullable String component, List<Rule> matches) {
            return new Ci(
                    identity,
                    names.stream().map(CiNames::folded).collect(Collectors.toSet()),
                    component == null ? null : CiNames.folded(component),
                    matches.stream().map(Rule::name).collect(Collectors.toSet()));
        }

        /** Whether it is the CI that an entry refers to, by id, name or component. */
        boolean isOf(Registration entry) {
            String name = entry.name();
            return names.contains(CiNames.folded(entry.id()))
                    || (name != null && names.contains(CiNames.folded(name)))
                    || CiNames.folded(entry.effectiveComponent()).equals(component);
        }
    }

    /** Whether a process has the pid, or may have it. */
    default boolean lives() {
        return !(this instanceof Nobody);
    }
}
