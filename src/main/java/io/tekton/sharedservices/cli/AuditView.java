package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.api.Json;
import io.tekton.sharedservices.audit.RecordedVerdict;
import io.tekton.sharedservices.audit.Termination;
import io.tekton.sharedservices.cleanup.Ages;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Terminations as a table, as CSV, or as JSON. */
final class AuditView {
    private static final String CSV_HEADING =
            "requestedAt,finishedAt,result,signals,waitMillis,pid,startedAt,ageSeconds,"
                    + "component,user,parentPid,match,rule,explanation,detail,command,lineage,runId,host,dryRun";

    private final Context context;
    private final Terminal terminal;
    private final boolean csv;

    AuditView(Context context, boolean csv) {
        this.context = context;
        this.terminal = context.terminal();
        this.csv = csv;
    }

    /** All at once, newest first. */
    void page(List<Termination> terminations) {
        Json views = context.json();
        if (csv) {
            heading();
            terminations.forEach(this::line);
        } else if (context.wantsJson()) {
            terminal.line(views.document(json -> {
                json.writeArrayFieldStart("terminations");
                for (Termination termination : terminations) {
                    json.writeStartObject();
                    views.terminationFields(json, termination);
                    json.writeEndObject();
                }
                json.writeEndArray();
            }));
        } else if (terminations.isEmpty()) {
            terminal.line("No terminations on record that fit.");
        } else {
            table(terminations);
        }
    }

    /** What stands above lines that come one by one. */
    void heading() {
        if (csv) {
            csvLine(CSV_HEADING);
        }
    }

    /** One of several that come one by one. */
    void line(Termination termination) {
        if (csv) {
            csvLine(csv(termination));
        } else if (context.wantsJson()) {
            terminal.line(context.json().line(json -> context.json().terminationFields(json, termination)));
        } else {
            terminal.line(Paint.of(terminal, termination.verdict().result())
                    .apply(terminal.local(termination.requestedAt()) + "  " + result(termination) + "  pid "
                            + termination.verdict().identity().pid() + "  "
                            + RunView.orDash(termination.verdict().component()) + "  "
                            + termination.verdict().command()));
        }
    }

    private void table(List<Termination> terminations) {
        Table table = new Table("REQUESTED", "PID", "COMPONENT", "AGE", "RESULT", "SIGNALS", "WAIT", "RUN", "COMMAND")
                .spare("RUN", "WAIT", "SIGNALS", "AGE", "REQUESTED", "COMPONENT");
        for (Termination termination : terminations) {
            RecordedVerdict verdict = termination.verdict();
            table.painted(
                    Paint.of(terminal, verdict.result()),
                    terminal.local(termination.requestedAt()),
                    Integer.toString(verdict.identity().pid()),
                    RunView.orDash(verdict.component()),
                    Ages.words(Duration.ofSeconds(verdict.ageSeconds())),
                    result(termination),
                    signals(termination, "+"),
                    verdict.waitMillis() == null ? "-" : verdict.waitMillis() + " ms",
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

    /** RFC 4180 ends its lines with both. */
    private void csvLine(String line) {
        terminal.out().print(line + "\r\n");
        terminal.out().flush();
    }

    private String csv(Termination termination) {
        RecordedVerdict verdict = termination.verdict();
        Instant finishedAt = termination.finishedAt();
        Json views = context.json();
        return Arrays.asList(
                        views.time(termination.requestedAt()),
                        finishedAt == null ? null : views.time(finishedAt),
                        verdict.result() == null ? null : verdict.result().name(),
                        termination.signals().stream().map(Enum::name).collect(Collectors.joining("+")),
                        verdict.waitMillis() == null
                                ? null
                                : verdict.waitMillis().toString(),
                        Integer.toString(verdict.identity().pid()),
                        views.time(verdict.startedAt()),
                        Long.toString(verdict.ageSeconds()),
                        verdict.component(),
                        verdict.user(),
                        Integer.toString(verdict.parentPid()),
                        verdict.match(),
                        verdict.rule(),
                        verdict.explanation(),
                        termination.detail(),
                        verdict.command(),
                        verdict.lineage(),
                        termination.runId(),
                        termination.host(),
                        Boolean.toString(termination.dryRun()))
                .stream()
                .map(AuditView::cell)
                .collect(Collectors.joining(","));
    }

    /** Quoted where RFC 4180 needs it; what a spreadsheet would take for a formula gets an apostrophe in front. */
    private static String cell(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return "";
        }
        String text = "=+-@".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
