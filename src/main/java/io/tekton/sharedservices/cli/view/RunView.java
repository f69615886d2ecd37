package io.tekton.sharedservices.cli.view;

import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.verdict.AgeText;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.process.ProcessFacts.Use;
import io.tekton.sharedservices.text.PrintableText;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A run and its verdicts for people. */
public final class RunView {
    private final Terminal terminal;

    public RunView(Terminal terminal) {
        this.terminal = terminal;
    }

    /** @param all the spared ones too, each with its reason */
    public void print(Run run, List<RecordedVerdict> verdicts, boolean all) {
        RunCounts counts = run.counts();
        terminal.sentences(terminal.bold("Run " + run.id())
                + (run.dryRun() ? terminal.yellow(" (dry run: nothing is signalled)") : "")
                + ", " + run.job() + ", " + run.trigger().name().toLowerCase(Locale.ROOT) + " by " + run.actor()
                + ", " + terminal.local(run.startedAt()));
        if (run.repeats() > 0) {
            terminal.sentences("It ended this way " + (run.repeats() + 1) + " times in a row; the last began "
                    + terminal.local(run.lastStartedAt()));
        }
        List<RecordedVerdict> open =
                verdicts.stream().filter(v -> v.rule().equals(Explanation.OPEN)).toList();
        if (!open.isEmpty()) {
            terminal.sentences(counts.scanned() + " processes checked, " + counts.matched()
                    + " of them CI processes, which are not judged:");
            terminal.line("");
            open(open);
        } else if (run.outcome() != RunOutcome.REFUSED || !verdicts.isEmpty()) {
            terminal.sentences(counts.scanned() + " processes checked, " + counts.matched() + " of them CI processes: "
                    + counts.orphans() + (counts.orphans() == 1 ? " orphan, " : " orphans, ") + counts.spared()
                    + " spared");
        }
        List<RecordedVerdict> orphans =
                verdicts.stream().filter(v -> v.decision() == Decision.ORPHAN).toList();
        if (!orphans.isEmpty()) {
            terminal.line("");
            orphans(orphans);
        }
        if (all && open.isEmpty()) {
            reasons(verdicts);
        }
        terminal.line("");
        terminal.sentences(outcome(run), 0, OutcomeColors.of(terminal, run.outcome()));
    }

    private void orphans(List<RecordedVerdict> orphans) {
        Table table = new Table("PID", "AGE", "COMPONENT", "USER", "RESULT", "TOOK", "MEMORY", "COMMAND")
                .spare("TOOK", "MEMORY", "USER", "AGE", "COMPONENT");
        for (RecordedVerdict verdict : orphans) {
            table.painted(
                    OutcomeColors.of(terminal, verdict.result()),
                    Integer.toString(verdict.identity().pid()),
                    AgeText.words(Duration.ofSeconds(verdict.ageSeconds())),
                    orDash(verdict.component()),
                    orDash(verdict.user()),
                    verdict.result() == null ? "-" : verdict.result().name(),
                    verdict.waitMillis() == null ? "-" : verdict.waitMillis() + " ms",
                    UseView.memory(verdict),
                    verdict.command());
        }
        table.print(terminal);
    }

    private void open(List<RecordedVerdict> candidates) {
        Table table = new Table("PID", "AGE", "COMPONENT", "USER", "MATCH", "COMMAND")
                .spare("USER", "MATCH", "AGE", "COMPONENT");
        for (RecordedVerdict candidate : candidates) {
            table.row(
                    Integer.toString(candidate.identity().pid()),
                    AgeText.words(Duration.ofSeconds(candidate.ageSeconds())),
                    orDash(candidate.component()),
                    orDash(candidate.user()),
                    candidate.match(),
                    candidate.command());
        }
        table.print(terminal);
    }

    /**
     * Each spared process in a line, with what it is spared by: after an operator's word, what is left for another one.
     */
    public void spared(List<RecordedVerdict> verdicts) {
        List<RecordedVerdict> spared =
                verdicts.stream().filter(v -> v.decision() == Decision.SPARED).toList();
        if (spared.isEmpty()) {
            return;
        }
        terminal.line("");
        terminal.line("Still spared:");
        for (RecordedVerdict verdict : spared) {
            terminal.sentences(
                    "  pid " + verdict.identity().pid() + " " + orDash(verdict.component()) + ": " + verdict.rule()
                            + ": " + verdict.explanation(),
                    4,
                    UnaryOperator.identity());
        }
    }

    private void reasons(List<RecordedVerdict> verdicts) {
        for (RecordedVerdict verdict : verdicts) {
            terminal.line("");
            terminal.sentences(
                    terminal.bold("pid " + verdict.identity().pid()) + "  " + verdict.decision() + " by rule '"
                            + verdict.rule() + "', named by match rule '" + verdict.match() + "'",
                    2);
            terminal.sentences("  command    " + verdict.command(), 13);
            terminal.sentences("  parents    " + (verdict.lineage().isEmpty() ? "-" : verdict.lineage()), 13);
            if (!verdict.use().equals(Use.UNKNOWN)) {
                terminal.sentences("  used       " + UseView.words(verdict), 13);
            }
            terminal.sentences("  because    " + verdict.explanation(), 13);
        }
    }

    private static String outcome(Run run) {
        RunCounts counts = run.counts();
        String numbers = run.dryRun()
                ? counts.orphans() + " would be terminated"
                : counts.terminated() + " terminated, " + counts.killed() + " killed, " + counts.failed() + " failed";
        String took = run.finishedAt() == null
                ? ""
                : " in " + Duration.between(run.startedAt(), run.finishedAt()).toMillis() / 1000.0 + " s";
        String line = run.outcome() + (run.reason() == null ? "" : " (" + run.reason() + ")") + ": " + numbers + took;
        return run.message() == null ? line : line + "\n" + PrintableText.escapedLines(run.message());
    }

    public static String orDash(@Nullable String text) {
        return text == null ? "-" : text;
    }
}
