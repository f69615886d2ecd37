package io.tekton.sharedservices.cli.view;

import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.text.PrintableText;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What people asked of the jobs, a line each. */
public final class InterventionsView {
    private final Terminal terminal;

    public InterventionsView(Terminal terminal) {
        this.terminal = terminal;
    }

    public void print(List<Intervention> asked) {
        if (asked.isEmpty()) {
            terminal.line("No action on a job is on record yet.");
            return;
        }
        Table table = new Table("WHEN", "JOB", "ACTION", "BY", "OUTCOME", "WHY").spare("OUTCOME");
        for (Intervention one : asked) {
            table.row(
                    terminal.local(one.at()),
                    PrintableText.escaped(one.job()),
                    one.action().name().toLowerCase(Locale.ROOT),
                    PrintableText.escaped(one.actor()),
                    one.outcome() == null ? "unknown" : one.outcome().name(),
                    why(one.reason(), one.detail()));
        }
        table.print(terminal);
    }

    private static String why(@Nullable String reason, @Nullable String detail) {
        if (reason == null) {
            return detail == null ? "-" : PrintableText.escaped(detail);
        }
        return PrintableText.escaped(detail == null ? reason : reason + " (" + detail + ")");
    }
}
