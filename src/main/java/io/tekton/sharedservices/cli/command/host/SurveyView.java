package io.tekton.sharedservices.cli.command.host;

import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.cleanup.survey.Survey;
import io.tekton.sharedservices.cleanup.verdict.AgeText;
import io.tekton.sharedservices.cleanup.verdict.VerdictRule;
import io.tekton.sharedservices.cli.view.Plurals;
import io.tekton.sharedservices.cli.view.RunView;
import io.tekton.sharedservices.cli.view.Table;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.process.ProcessFacts.Memory;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.text.Sizes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A survey for people. */
final class SurveyView {
    private static final int MOST_NAMES = 4;
    private static final int MOST_PIDS = 10;
    private static final int INDENT = 4;

    private final Terminal terminal;
    private final Places places;

    SurveyView(Terminal terminal, Places places) {
        this.terminal = terminal;
        this.places = places;
    }

    void print(Survey survey) {
        hosts(survey.hosts());
        terminal.line("");
        unowned(survey.unowned());
        if (!survey.unowned().isEmpty()) {
            terminal.line("");
            verdicts(survey);
        }
        terminal.line("");
        terminal.sentences(totals(survey));
        survey.notes().forEach(note -> terminal.sentences("Note: " + note + ".", INDENT));
        terminal.line("");
        next(survey);
    }

    private void hosts(List<Survey.Host> hosts) {
        if (hosts.isEmpty()) {
            terminal.sentences(
                    "No known host runs. The presets know: " + String.join(", ", CleanupSettings.PRESETS) + ".");
            return;
        }
        terminal.line(
                terminal.bold(Plurals.count(hosts.size(), "known host") + (hosts.size() == 1 ? " runs:" : " run:")));
        for (Survey.Host host : hosts) {
            Survey.Listed process = host.process();
            terminal.sentences(
                    names(host.owners(), Survey.RuleName::name) + ": pid "
                            + process.identity().pid() + ", "
                            + age(process) + " old, " + memory(process.memory()) + ", user "
                            + RunView.orDash(process.user()),
                    INDENT);
            terminal.sentences("    below it: " + group(host.below()), 2 * INDENT);
        }
    }

    private void unowned(List<Survey.Unowned> unowned) {
        if (unowned.isEmpty()) {
            terminal.sentences("Nothing that the presets name runs without a known host above it.");
            return;
        }
        terminal.sentences(
                unowned.size()
                        + (unowned.size() == 1 ? " process looks" : " processes look")
                        + " like what presets name, with no known host above:",
                0,
                terminal::bold);
        Table table =
                new Table("PID", "AGE", "MEMORY", "USER", "PARENT", "SIGNS", "COMMAND").spare("USER", "PARENT", "AGE");
        for (Survey.Unowned one : unowned) {
            Survey.Listed process = one.process();
            table.row(
                    pid(one),
                    age(process),
                    memory(process.memory()),
                    RunView.orDash(process.user()),
                    process.parentPid() + " " + RunView.orDash(process.parent()),
                    Integer.toString(one.signs().size()),
                    process.command());
        }
        table.print(terminal);
    }

    /** What is the same of several processes is said once. */
    private record Same(boolean orphan, String rule, String explanation) {}

    private void verdicts(Survey survey) {
        terminal.line(terminal.bold("What a cleanup with these presets would do now:"));
        Map<Same, List<Survey.Unowned>> groups = survey.unowned().stream()
                .collect(Collectors.groupingBy(
                        one -> new Same(one.orphan(), one.rule(), one.explanation()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        groups.forEach((same, processes) -> {
            terminal.sentences(
                    (same.orphan() ? "END " : "SPARE ") + processes.size() + ": " + same.rule() + ": "
                            + same.explanation(),
                    INDENT,
                    same.orphan() ? terminal::red : UnaryOperator.identity());
            rules(processes);
        });
        if (survey.unowned().stream().anyMatch(one -> one.rule().equals(VerdictRule.NEVER_OWNED.word()))) {
            terminal.sentences(
                    "Nobody saw to whom the never-owned ones belonged: nothing is proven, and no cleanup ends them."
                            + " What hosts leave behind from now on is proven if the daemon runs with the presets. Check"
                            + " these with explain PID, and end them yourself.");
        }
    }

    private void rules(List<Survey.Unowned> processes) {
        each(processes, one -> "named by " + named(one.rules()));
        each(processes, one -> one.signs().isEmpty() ? "no signs" : "signs: " + String.join(", ", one.signs()));
        for (Survey.Unowned one : processes) {
            if (one.below().count() > 0) {
                terminal.sentences("    below pid " + pid(one) + ": " + group(one.below()), 2 * INDENT);
            }
        }
    }

    private void each(List<Survey.Unowned> processes, Function<Survey.Unowned, String> words) {
        processes.stream()
                .collect(Collectors.groupingBy(words, LinkedHashMap::new, Collectors.toList()))
                .forEach((said, same) -> terminal.sentences("    " + pids(same) + ": " + said, 2 * INDENT));
    }

    private static String pids(List<Survey.Unowned> processes) {
        return (processes.size() == 1 ? "pid " : "pids ")
                + limited(processes.stream().map(SurveyView::pid).toList(), MOST_PIDS);
    }

    private static String pid(Survey.Unowned process) {
        return Integer.toString(process.process().identity().pid());
    }

    private static String named(List<Survey.RuleName> rules) {
        return names(rules, rule -> rule.preset() == null ? "your rule " + rule.name() : rule.name());
    }

    private static String names(List<Survey.RuleName> rules, Function<Survey.RuleName, String> word) {
        return rules.stream().map(word).collect(Collectors.joining(", "));
    }

    private static String limited(List<String> words, int most) {
        int more = words.size() - most;
        return words.stream().limit(most).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static String age(Survey.Listed process) {
        return AgeText.words(Duration.ofSeconds(process.ageSeconds()));
    }

    private static String memory(@Nullable Memory memory) {
        return memory == null ? "-" : Sizes.words(memory.bytes()) + " " + memory.kind();
    }

    private static String sum(Survey.Group group) {
        if (group.count() > 0 && group.memoryUnknown() == group.count()) {
            return "memory unknown";
        }
        return Sizes.words(group.memoryBytes())
                + (group.memoryUnknown() > 0 ? " without " + group.memoryUnknown() + " unknown" : "");
    }

    private static String count(Survey.Group group) {
        return group.count() + (group.count() == 1 ? " process" : " processes");
    }

    private static String group(Survey.Group group) {
        if (group.count() == 0) {
            return "nothing";
        }
        List<String> names = new ArrayList<>();
        for (Survey.Named named : group.names()) {
            names.add((named.count() == 1 ? "" : named.count() + " ")
                    + named.name()
                    + (named.memoryBytes() == 0 ? "" : " (" + Sizes.words(named.memoryBytes()) + ")"));
        }
        return count(group) + ", " + sum(group) + ": " + limited(names, MOST_NAMES);
    }

    private static String totals(Survey survey) {
        return "Of " + survey.scanned() + " processes, " + survey.ofHosts().count()
                + " are hosts or below one (" + sum(survey.ofHosts()) + "), and "
                + survey.ofUnowned().count()
                + " look like theirs with no host, or are below such a one (" + sum(survey.ofUnowned()) + ").";
    }

    private void next(Survey survey) {
        if (!survey.witnessed()) {
            terminal.sentences("Nothing was witnessed yet: no daemon has seen a host with the state folder "
                    + places.stateFolder() + ".");
        }
        List<String> presets = CleanupSettings.PRESETS.stream()
                .filter(preset ->
                        survey.inForce().contains(preset) || survey.suggested().contains(preset))
                .toList();
        if (!survey.suggested().isEmpty()) {
            terminal.sentences("Next: write this line into " + places.configFile()
                    + ", then try cleanup --dry-run --verbose, and start.");
            terminal.line("    presets = " + String.join(", ", presets));
        } else if (!presets.isEmpty()) {
            terminal.sentences("Next: cleanup --dry-run --verbose shows what the rules in force would end. The presets"
                    + " in force: " + String.join(", ", presets) + ".");
        } else {
            terminal.sentences("Next: a survey while an agent or a runner works shows more. docs/presets.md says what"
                    + " each preset names, docs/rules.md how to write a rule of your own.");
        }
        terminal.sentences(
                "What no preset names is not shown; suspects lists what else shows signs of being left behind."
                        + " Nothing was signalled, and nothing was written.");
    }
}
