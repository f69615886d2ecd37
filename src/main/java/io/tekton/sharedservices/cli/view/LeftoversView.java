package io.tekton.sharedservices.cli.view;

import io.tekton.sharedservices.cleanup.verdict.AgeText;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.journal.leftover.LeftoverRecord;
import io.tekton.sharedservices.journal.leftover.RecordedLeftover;
import io.tekton.sharedservices.leftover.LeftoverScan;
import io.tekton.sharedservices.leftover.proof.Check;
import io.tekton.sharedservices.leftover.proof.Judgement;
import io.tekton.sharedservices.leftover.rule.LeftoverRule;
import io.tekton.sharedservices.text.PrintableText;
import io.tekton.sharedservices.text.Sizes;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Leftovers for people. */
public final class LeftoversView {
    private static final int MOST_PATHS = 3;
    private static final int INDENT = 4;

    private final Terminal terminal;
    private final Instant now;

    public LeftoversView(Terminal terminal, Instant now) {
        this.terminal = terminal;
        this.now = now;
    }

    /** @param whole whether everything that was spared is listed */
    public void list(List<LeftoverRule> rules, LeftoverScan.Found found, boolean whole) {
        if (rules.isEmpty()) {
            terminal.sentences("No rule names leftovers. leftover.NAME in the settings is one; the preset playwright"
                    + " brings some. docs/leftovers.md says more.");
            return;
        }
        List<Judgement> leftovers = found.leftovers();
        if (!leftovers.isEmpty()) {
            Table table = new Table("KIND", "RULE", "SIZE", "AGE", "PATH").spare("KIND", "RULE", "AGE");
            leftovers.forEach(one -> table.row(
                    one.rule().kind().word(),
                    one.rule().name(),
                    Sizes.words(one.bytes()),
                    age(one),
                    PrintableText.escaped(one.path())));
            table.print(terminal);
            terminal.line("");
        }
        spared(found, whole);
        long bytes = leftovers.stream().mapToLong(Judgement::bytes).sum();
        terminal.sentences(Plurals.count(leftovers.size(), "leftover") + ", " + Sizes.words(bytes) + "; "
                + (found.judgements().size() - leftovers.size()) + " spared, by "
                + Plurals.count(rules.size(), "rule") + ". Nothing was changed.");
        notes(found);
    }

    private String age(Judgement judgement) {
        Instant newest = judgement.newest();
        return newest == null ? "-" : AgeText.words(Duration.between(newest, now));
    }

    /** What is spared for one reason. */
    private record Same(String rule, String reason) {}

    private void spared(LeftoverScan.Found found, boolean whole) {
        Map<Same, List<Judgement>> groups = found.judgements().stream()
                .filter(one -> !one.isLeftover())
                .collect(Collectors.groupingBy(
                        one -> new Same(one.rule().name(), one.reason().word()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        groups.forEach((same, all) -> {
            terminal.sentences("SPARE " + all.size() + " of rule " + same.rule() + ": " + same.reason(), INDENT);
            all.stream()
                    .limit(whole ? Long.MAX_VALUE : MOST_PATHS)
                    .forEach(one -> terminal.sentences(
                            "    " + PrintableText.escaped(one.path()) + ": "
                                    + PrintableText.escaped(one.explanation()),
                            2 * INDENT));
            if (!whole && all.size() > MOST_PATHS) {
                terminal.line("    and " + (all.size() - MOST_PATHS) + " more (--verbose)");
            }
        });
        if (!groups.isEmpty()) {
            terminal.line("");
        }
    }

    /** A run with what it judged and did. */
    public void record(Run run, LeftoverRecord record) {
        terminal.sentences(terminal.bold("Run " + run.id())
                + (run.dryRun() ? terminal.yellow(" (dry run: nothing is moved)") : "") + ", " + run.job() + ", "
                + run.trigger().name().toLowerCase(Locale.ROOT) + " by " + run.actor() + ", "
                + terminal.local(run.startedAt()));
        terminal.sentences(run.counts().scanned() + " names judged: "
                + Plurals.count(run.counts().orphans(), "leftover") + ", "
                + run.counts().spared() + " spared");
        for (LeftoverAction action : record.actions()) {
            terminal.sentences(
                    action.action() + " " + PrintableText.escaped(action.path()) + " (" + action.kind() + ", "
                            + Sizes.words(action.bytes()) + ", rule " + action.rule() + "): "
                            + (action.result() == null
                                    ? "open"
                                    : action.result().toString())
                            + (action.detail() == null ? "" : ": " + PrintableText.escaped(action.detail()))
                            + "; place " + PrintableText.escaped(action.place()),
                    INDENT);
        }
        for (RecordedLeftover one : record.leftovers()) {
            terminal.sentences(
                    one.verdict() + " " + PrintableText.escaped(one.path()) + " (" + one.kind() + ", "
                            + Sizes.words(one.bytes()) + ", rule " + one.rule() + "): " + one.reason() + ": "
                            + PrintableText.escaped(one.explanation()),
                    INDENT);
        }
        terminal.sentences(
                run.outcome() + (run.reason() == null ? "" : " (" + run.reason() + ")") + ": "
                        + run.counts().terminated() + " moved, " + run.counts().failed() + " failed"
                        + (run.message() == null ? "" : "; " + PrintableText.escaped(run.message())),
                0,
                OutcomeColors.of(terminal, run.outcome()));
    }

    /** Every question that was asked of one path. */
    public void explain(String path, List<LeftoverRule> rules, LeftoverScan.Found found) {
        terminal.line(terminal.bold("Path " + PrintableText.escaped(path)));
        if (found.judgements().isEmpty()) {
            terminal.sentences(
                    "No rule names it, so it is never removed. " + Plurals.count(rules.size(), "rule") + " asked.");
        }
        for (Judgement judgement : found.judgements()) {
            terminal.line("");
            terminal.sentences(
                    "Rule " + judgement.rule().name() + ": "
                            + PrintableText.escaped(judgement.rule().text()),
                    INDENT);
            boolean decided = false;
            for (Check check : judgement.checks()) {
                terminal.sentences(
                        "  " + (check.spares() ? "spares    " : "-         ")
                                + check.reason().word() + ": " + PrintableText.escaped(check.because()),
                        12,
                        decided ? terminal::dim : check.spares() ? terminal::green : UnaryOperator.identity());
                decided |= check.spares();
            }
            terminal.sentences(terminal.bold("Verdict: " + (judgement.isLeftover() ? "LEFTOVER" : "SPARED") + " ("
                            + judgement.reason().word() + ")")
                    + ": " + PrintableText.escaped(judgement.explanation()));
        }
        notes(found);
    }

    private void notes(LeftoverScan.Found found) {
        found.notes().forEach(note -> terminal.sentences("Note: " + PrintableText.escaped(note) + ".", INDENT));
    }
}
