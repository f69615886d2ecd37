package io.tekton.sharedservices.cleanup.match;

import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessSnapshot.Place;
import io.tekton.sharedservices.process.ProcessTable.Wanted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The match, protect and owner rules in force.
 *
 * @param match in the order in which they are asked; the first that fits gives a verdict its {@code match}
 * @param owners what owners look like; the rule's name is the owner's
 */
public record Rules(List<Rule> match, List<Rule> protect, List<Rule> owners) {
    /** The CI rules: the platform's own scripts, modules and programs by name, never {@code *-ai}. */
    public static final Map<String, String> DEFAULTS = defaults();

    /** The platform's tool wrappers: what one leaves behind at SIGKILL is found by the default rule {@code tool}. */
    public static final Map<String, String> DEFAULT_OWNERS =
            Map.of("tool-wrapper", "program=python*,pypy*,Python script=shared/ci_tools/ci_tool_*.py");

    public Rules {
        match = List.copyOf(match);
        protect = List.copyOf(protect);
        owners = List.copyOf(owners);
    }

    /** Those of a host without owners. */
    public Rules(List<Rule> match, List<Rule> protect) {
        this(match, protect, List.of());
    }

    private static Map<String, String> defaults() {
        String programs = Components.LISTED.stream()
                .map(component -> component + "-ai," + component + "-ci")
                .collect(Collectors.joining(","));
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put(
                "specialist",
                "program=python*,pypy*,Python script=tekton_ai_specialist.py,ai_specialist_app.py,"
                        + "shared/ai/generic_specialist.py");
        rules.put(
                "specialist-module",
                "program=python*,pypy*,Python module=shared.ai.generic_specialist," + "shared.ai.tekton_ai_specialist");
        rules.put("launcher", "program=python*,pypy*,Python script=enhanced_tekton_ai_launcher.py kind=launcher");
        rules.put("wrapper", "program=python*,pypy*,Python script=shared/ci_tools/ci_tool_*.py with=descendants");
        rules.put(
                "terminal-wrapper",
                "program=python*,pypy*,Python script=shared/ci_tools/ci_pty_*.py,shared/ci_tools/ci_simple_*.py");
        rules.put("tool", "env." + CiVariables.NAME + "=* owner=tool-wrapper");
        rules.put("program", "program=" + programs);
        rules.put("script", "script=" + programs);
        return Collections.unmodifiableMap(rules);
    }

    /** Every environment variable that a snapshot must keep for these rules and for the judge. */
    public Set<String> variables() {
        Set<String> names = new TreeSet<>(Set.of(CiVariables.ROOT, CiVariables.HOME, CiVariables.NAME));
        match.forEach(rule -> names.addAll(rule.variables()));
        protect.forEach(rule -> names.addAll(rule.variables()));
        owners.forEach(rule -> names.addAll(rule.variables()));
        if (asks(Condition.Script.class)) {
            names.add(CiVariables.AS_NODE);
            names.add(CiVariables.WATCHED);
        }
        return names;
    }

    /** What a process table must read for these rules and for the judge. */
    public Wanted wanted() {
        boolean scripts = asks(Condition.Script.class);
        return new Wanted(
                variables(),
                asks(PlaceConditions.Folder.class),
                asks(PlaceConditions.Executable.class),
                asks(PlaceConditions.Parent.class),
                line -> scripts ? new Invocation(line).scriptText() : "");
    }

    private boolean asks(Class<? extends Condition> condition) {
        return Stream.of(match, protect, owners)
                .flatMap(List::stream)
                .flatMap(rule -> rule.conditions().stream())
                .anyMatch(condition::isInstance);
    }

    /** Whether a match rule may name a process, judged by the command line alone. Safe for several threads. */
    public boolean mayMatch(CommandLine line) {
        return mayFit(match, line, true);
    }

    /** Whether a process may be an owner, judged by the command line alone. Safe for several threads. */
    public boolean mayOwn(CommandLine line) {
        return mayFit(owners, line, false);
    }

    private static boolean mayFit(List<Rule> rules, CommandLine line, boolean isMatch) {
        Facts facts = Facts.of(new Invocation(line));
        // By index, as Condition says.
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            if (rule.mayMatch(facts) && !(isMatch && isOfWatched(rule, facts))) {
                return true;
            }
        }
        return false;
    }

    /** The names of the owners that a process is; empty where it is none. */
    public Set<String> owning(ProcessSnapshot snapshot) {
        return fitting(owners, facts(snapshot, false)).stream()
                .map(Rule::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether there is no owner rule but those of the platform itself, beside which the registry has its say. */
    public boolean ownersAreThePlatforms() {
        return owners.stream().allMatch(rule -> rule.text().equals(DEFAULT_OWNERS.get(rule.name())));
    }

    /**
     * Whether there are owners besides the platform's own, and every match rule that was given asks for owners. The
     * default rules name nothing where the platform does not run.
     */
    public boolean areOnlyOfOwners() {
        return !ownersAreThePlatforms()
                && match.stream()
                        .filter(rule -> !rule.text().equals(DEFAULTS.get(rule.name())))
                        .allMatch(rule -> rule.ownership().isByOwner());
    }

    /** Whether owners are to be witnessed: the platform's own only for a match rule that asks for them. */
    public boolean witnessOwners() {
        return !owners.isEmpty()
                && (!ownersAreThePlatforms()
                        || match.stream().anyMatch(rule -> rule.ownership().isByOwner()));
    }

    /** Whether some rule names only what was witnessed. */
    public boolean asksForWitnessed() {
        return match.stream().anyMatch(Rule::isOfWitnessedOnly);
    }

    /** The match rules that name a process of which nothing was witnessed, in order; empty where none does. */
    public List<Rule> matching(ProcessSnapshot snapshot) {
        return matching(snapshot, Set.of());
    }

    /** The same of a process that was seen below owners of these names, which have ended. */
    public List<Rule> matching(ProcessSnapshot snapshot, Set<String> endedOwners) {
        Condition.Facts facts = facts(snapshot, false);
        return fitting(match, facts).stream()
                .filter(rule -> !isOfWatched(rule, facts))
                .filter(rule -> !rule.isOfWitnessedOnly()
                        || rule.ownership().names().stream().anyMatch(endedOwners::contains))
                .toList();
    }

    /** Whether a match rule names a development server by its script, which it does not. */
    private static boolean isOfWatched(Rule rule, Condition.Facts facts) {
        return facts.invocation().isWatched() && rule.asksForScript();
    }

    /** The protect rules that name a process. In doubt they do. */
    public List<Rule> protecting(ProcessSnapshot snapshot) {
        return fitting(protect, facts(snapshot, true));
    }

    /** The owners that a process may be, where something that their rules ask for cannot be read. */
    public Set<String> mayBeOwning(ProcessSnapshot snapshot) {
        Condition.Facts facts = facts(snapshot, false);
        return owners.stream()
                .filter(rule -> rule.isUnknown(facts))
                .map(Rule::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Condition.Facts facts(ProcessSnapshot snapshot, boolean wide) {
        Invocation invocation = wide ? new Invocation(snapshot.command()) : Invocation.of(snapshot);
        boolean launcher =
                match.stream().anyMatch(rule -> rule.launcher() && rule.fitsCommandLine(Facts.of(invocation)));
        return new Facts(
                invocation,
                snapshot.environment(),
                Components.of(invocation, launcher),
                snapshot.node(),
                snapshot.place(),
                wide);
    }

    private static List<Rule> fitting(List<Rule> rules, Condition.Facts facts) {
        List<Rule> fitting = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.matches(facts)) {
                fitting.add(rule);
            }
        }
        return fitting;
    }

    private record Facts(
            Invocation invocation,
            @Nullable Map<String, String> environment,
            @Nullable String component,
            @Nullable ProcessNode node,
            @Nullable Place place,
            boolean wide)
            implements Condition.Facts {
        /** Where only the command line is known. */
        static Facts of(Invocation invocation) {
            return new Facts(invocation, null, null, null, null, false);
        }
    }
}
