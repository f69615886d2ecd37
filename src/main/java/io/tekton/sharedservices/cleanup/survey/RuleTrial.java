package io.tekton.sharedservices.cleanup.survey;

import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.match.Protections;
import io.tekton.sharedservices.cleanup.match.Rule;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.ProcessTableException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Tries the match rules on the processes of this host, before they are used. Signals and records nothing. */
public final class RuleTrial {
    /** A rule is meant for one kind of program; so many kinds are a sign that it names too much. */
    private static final int MANY_KINDS = 3;

    private static final int MOST_NAMES = 4;

    private final CleanupSettings settings;

    public RuleTrial(CleanupSettings settings) {
        this.settings = settings;
    }

    /** What one rule names: by the kernel's names, the worrying ones first. */
    private record Named(int count, Set<String> worrying, Set<String> names) {
        /** A preset names programs of many names. */
        boolean isSuspicious(Rule rule, int many) {
            return !worrying.isEmpty()
                    || (names.size() >= MANY_KINDS && !CleanupSettings.isOfPreset(rule))
                    || count > many;
        }
    }

    /**
     * A sentence for each match rule that names too much now; empty where all is well.
     *
     * @param self this program's pid
     * @throws ProcessTableException if the process table cannot be read
     */
    public List<String> warnings(ProcessTable table, int self) {
        List<ProcessSnapshot> seen =
                table.scan(settings.users(), settings.rules()::mayMatch).matches();
        Map<Rule, List<ProcessSnapshot>> byRule = new LinkedHashMap<>();
        for (ProcessSnapshot snapshot : seen) {
            for (Rule rule : settings.rules().matching(snapshot)) {
                byRule.computeIfAbsent(rule, r -> new ArrayList<>()).add(snapshot);
            }
        }
        Rules essential = Protections.rules();
        List<String> warnings = new ArrayList<>();
        byRule.forEach((rule, snapshots) -> {
            Named named = named(snapshots, essential, self);
            if (named.isSuspicious(rule, settings.maxTerminations())) {
                warnings.add(sentence(rule, named));
            }
        });
        return warnings;
    }

    private static Named named(List<ProcessSnapshot> snapshots, Rules essential, int self) {
        Set<String> worrying = new LinkedHashSet<>();
        Set<String> names = new LinkedHashSet<>();
        for (ProcessSnapshot snapshot : snapshots) {
            String name = CommandText.printable(snapshot.node().name());
            names.add(name);
            if (snapshot.pid() == self) {
                worrying.add("this program itself");
            } else if (snapshot.pid() == 1 || !essential.protecting(snapshot).isEmpty()) {
                worrying.add(name);
            }
        }
        return new Named(snapshots.size(), worrying, names);
    }

    private static String sentence(Rule rule, Named named) {
        Set<String> shown = new LinkedHashSet<>(named.worrying());
        shown.addAll(named.names());
        return "match rule '" + rule.name() + "' names " + named.count()
                + (named.count() == 1 ? " process now: " : " processes now, among them ")
                + shown.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    }
}
