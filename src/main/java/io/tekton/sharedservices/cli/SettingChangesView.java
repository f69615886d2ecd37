package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.audit.RecordedSettingChange;
import io.tekton.sharedservices.settings.PrintableText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes of the settings, two lines each: a value can be long. */
final class SettingChangesView {
    private final Terminal terminal;

    SettingChangesView(Terminal terminal) {
        this.terminal = terminal;
    }

    void print(List<RecordedSettingChange> changes) {
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
