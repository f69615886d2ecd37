package io.tekton.sharedservices.cleanup.match;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A match or protect rule: a name and conditions that must all hold.
 *
 * @param text as it was written
 * @param launcher whether it names launchers, which live shortly and are spared while they are young
 * @param ownership the owners by whose end its processes are judged; {@link Ownership#NONE} where the registry judges
 * @param withDescendants {@code with=descendants}: what descends from an orphan that it names is ended with it
 */
public record Rule(
        String name,
        String text,
        List<Condition> conditions,
        boolean launcher,
        Ownership ownership,
        boolean withDescendants) {
    public Rule {
        conditions = List.copyOf(conditions);
        if (conditions.isEmpty()) {
            throw new IllegalArgumentException("rule '" + name + "' needs at least one condition");
        }
    }

    /**
     * Whether it tests nothing of the command line. Then it names only what was witnessed below an owner of its that
     * has ended: everything else it names is inherited and can be forged. Asked for every process of the host, so by
     * index, as Condition says.
     */
    public boolean isOfWitnessedOnly() {
        if (!ownership.isByOwner()) {
            return false;
        }
        for (int i = 0; i < conditions.size(); i++) {
            if (conditions.get(i).isEvidence()) {
                return false;
            }
        }
        return true;
    }

    /** Whether it names a process by the script that it runs. */
    boolean asksForScript() {
        return conditions.stream().anyMatch(Condition.Script.class::isInstance);
    }

    /** Whether all conditions may hold for a process of which only the command line is known. */
    boolean mayMatch(Condition.Facts facts) {
        if (isOfWitnessedOnly()) {
            return false;
        }
        // By index, as Condition says.
        for (int i = 0; i < conditions.size(); i++) {
            if (!conditions.get(i).mayHold(facts)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the conditions hold that need only the command line. */
    boolean fitsCommandLine(Condition.Facts facts) {
        return conditions.stream().allMatch(condition -> !condition.isOfCommandLine() || condition.holds(facts));
    }

    /** Whether it cannot be known whether it fits: nothing that is known forbids it, and something is not known. */
    boolean isUnknown(Condition.Facts facts) {
        return !matches(facts)
                && conditions.stream().allMatch(condition -> condition.isUnknown(facts) || condition.holds(facts));
    }

    boolean matches(Condition.Facts facts) {
        for (Condition condition : conditions) {
            if (!condition.holds(facts)) {
                return false;
            }
        }
        return true;
    }

    /** The environment variables that it asks for. */
    Set<String> variables() {
        Set<String> names = new TreeSet<>();
        for (Condition condition : conditions) {
            if (condition instanceof Condition.Environment environment) {
                names.add(environment.name());
            }
        }
        return names;
    }
}
