package io.tekton.sharedservices.cleanup.match;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whose a match rule's processes are: {@code owner=}, {@code detached=} and {@code listening=}.
 *
 * @param owners empty where the rule has no {@code owner=}: then the registry judges its processes
 * @param endsDetached {@code detached=end}: also what was released on purpose is ended
 * @param endsListening {@code listening=end}: also a listener to which nobody is connected is ended
 */
public record Ownership(List<Named> owners, boolean endsDetached, boolean endsListening) {
    public static final Ownership NONE = new Ownership(List.of(), false, false);

    public Ownership {
        owners = List.copyOf(owners);
    }

    /**
     * One owner of a rule.
     *
     * @param nearest {@code NAME:nearest}: the nearest owner that was witnessed decides alone
     */
    public record Named(String name, boolean nearest) {}

    public boolean isByOwner() {
        return !owners.isEmpty();
    }

    public Set<String> names() {
        return owners.stream().map(Named::name).collect(Collectors.toSet());
    }

    /** Of several rules that name one process: all owners apply, and what ends more applies only if each says it. */
    public static Ownership of(List<Rule> rules) {
        List<Ownership> all =
                rules.stream().map(Rule::ownership).filter(Ownership::isByOwner).toList();
        if (all.isEmpty()) {
            return NONE;
        }
        List<Named> owners = all.stream()
                .flatMap(ownership -> ownership.owners().stream())
                .distinct()
                .toList();
        return new Ownership(
                owners,
                all.stream().allMatch(Ownership::endsDetached),
                all.stream().allMatch(Ownership::endsListening));
    }
}
