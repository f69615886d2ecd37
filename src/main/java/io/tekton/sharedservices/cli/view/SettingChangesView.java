package io.tekton.sharedservices.cli.view;

import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.text.PrintableText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes of the settings, two lines each: a value can be long. */
public final class SettingChangesView {
    private final Terminal terminal;

    public SettingChangesView(Terminal terminal) {
        this.terminal = terminal;
    }

    public void print(List<RecordedSettingChange> changes) {
        if (changes.isEmpty()) {
            terminal.line("No setting has changed under a running daemon.");
        }
        for (RecordedSettingChange change : changes) {
            terminal.line(terminal.local(change.at()) + "  " + change.key() + " = " + value(change.after()) + "  (was "
                    + value(change.before()) + ")");
            terminal.line(terminal.dim("    by " + PrintableText.escaped(change.actor()) + ", from "
                    + PrintableText.escaped(change.origin())));
        }
    }

    private static String value(@Nullable String value) {
        return value == null ? "not set" : PrintableText.escaped(value);
    }
}
