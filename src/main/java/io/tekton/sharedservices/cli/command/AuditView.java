package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.api.json.TerminationCsv;
import io.tekton.sharedservices.cleanup.verdict.AgeText;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.view.OutcomeColors;
import io.tekton.sharedservices.cli.view.RunView;
import io.tekton.sharedservices.cli.view.Table;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.cli.view.UseView;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.codec.VerdictCodecs;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Terminations as a table, as CSV, or as JSON. */
final class AuditView {
    private final Context context;
    private final Terminal terminal;
    private final boolean csv;
    private final boolean rehearsals;

    /** @param rehearsals whether terminations of dry runs are shown too */
    AuditView(Context context, boolean csv, boolean rehearsals) {
        this.context = context;
        this.terminal = context.terminal();
        this.csv = csv;
        this.rehearsals = rehearsals;
    }

    /** All at once, newest first. */
    void page(List<Termination> terminations) {
        Json views = context.json();
        if (csv) {
            heading();
            terminations.forEach(this::line);
        } else if (context.wantsJson()) {
            terminal.line(
                    views.document(json -> views.list(json, "terminations", VerdictCodecs.TERMINATION, terminations)));
        } else if (terminations.isEmpty()) {
            terminal.sentences(
                    rehearsals
                            ? "No matching terminations on record."
                            : "No matching terminations on record. Those of dry runs: audit --all");
        } else {
            table(terminations);
        }
    }

    /** The heading above lines that come one by one. */
    void heading() {
        if (csv) {
            csvText(TerminationCsv.HEADING);
        }
    }

    /** One of several that come one by one. */
    void line(Termination termination) {
        if (csv) {
            csvText(new TerminationCsv(context.json()).line(termination));
        } else if (context.wantsJson()) {
            terminal.line(
                    context.json().line(json -> context.json().fields(json, VerdictCodecs.TERMINATION, termination)));
        } else {
            terminal.line(OutcomeColors.of(terminal, termination.verdict().result())
                    .apply(terminal.local(termination.requestedAt()) + "  " + result(termination) + "  pid "
                            + termination.verdict().identity().pid() + "  "
                            + RunView.orDash(termination.verdict().component()) + "  "
                            + termination.verdict().command()));
        }
    }

    private void table(List<Termination> terminations) {
        Table table = new Table(
                        "REQUESTED",
                        "PID",
                        "COMPONENT",
                        "AGE",
                        "RESULT",
                        "SIGNALS",
                        "TOOK",
                        "MEMORY",
                        "CPU",
                        "RUN",
                        "COMMAND")
                .spare("RUN", "CPU", "TOOK", "MEMORY", "SIGNALS", "AGE", "COMPONENT", "REQUESTED");
        for (Termination termination : terminations) {
            RecordedVerdict verdict = termination.verdict();
            table.painted(
                    OutcomeColors.of(terminal, verdict.result()),
                    terminal.local(termination.requestedAt()),
                    Integer.toString(verdict.identity().pid()),
                    RunView.orDash(verdict.component()),
                    AgeText.words(Duration.ofSeconds(verdict.ageSeconds())),
                    result(termination),
                    signals(termination, "+"),
                    verdict.waitMillis() == null ? "-" : verdict.waitMillis() + " ms",
                    UseView.memory(verdict),
                    UseView.cpu(verdict),
                    termination.runId(),
                    verdict.command());
        }
        table.print(terminal);
    }

    private static String result(Termination termination) {
        return (termination.verdict().result() == null
                        ? "pending"
                        : termination.verdict().result().name())
                + (termination.dryRun() ? " (dry run)" : "");
    }

    private static String signals(Termination termination, String between) {
        String signals = termination.signals().stream().map(Enum::name).collect(Collectors.joining(between));
        return signals.isEmpty() ? "-" : signals;
    }

    private void csvText(String text) {
        terminal.out().print(text);
        terminal.out().flush();
    }
}
