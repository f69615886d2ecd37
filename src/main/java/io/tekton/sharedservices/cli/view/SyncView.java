package io.tekton.sharedservices.cli.view;

import io.tekton.sharedservices.configsync.UndoRequest;
import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.text.PrintableText;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A configuration sync for people: what it was for, the difference as they read differences, and how it ended. */
public final class SyncView {
    private static final int HEADING_LINES = 2;

    private final Terminal terminal;

    public SyncView(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * @param plan null where the run did not come to one
     * @param recorded whether the run is on record
     */
    public void print(Run run, @Nullable SyncRecord plan, boolean recorded) {
        terminal.sentences(terminal.bold("Run " + run.id())
                + (recorded ? "" : " (not on record)")
                + (run.dryRun() ? terminal.yellow(" (dry run: nothing is written)") : "")
                + ", " + run.job() + ", " + run.trigger().name().toLowerCase(Locale.ROOT) + " by "
                + PrintableText.escaped(run.actor()) + ", " + terminal.local(run.startedAt()));
        if (plan != null) {
            if (plan.flaggedAt() != null) {
                terminal.sentences("The flag was raised at " + terminal.local(plan.flaggedAt())
                        + plan.latency(run)
                                .map(latency -> "; " + latency.toMillis() + " ms later the configuration was in line")
                                .orElse(""));
            }
            // A file that is made holds more than fields of components.
            String changed = plan.changes().isEmpty() && !plan.difference().isEmpty()
                    ? "the difference below " + (isWritten(run) ? "was written" : "would be written")
                    : plan.changes().isEmpty() && UndoRequest.isOf(run)
                            ? "nothing changed"
                            : summary(plan.changes(), isWritten(run));
            terminal.sentences(PrintableText.escaped(plan.file()) + ": " + changed);
            difference(plan.difference());
        }
        terminal.line("");
        terminal.sentences(outcome(run), 0, OutcomeColors.of(terminal, run.outcome()));
    }

    /** {@code 3 fields of 2 components}. */
    static String summary(List<ConfigChange> changes, boolean written) {
        if (changes.isEmpty()) {
            return "in line with the registry";
        }
        long components =
                changes.stream().map(ConfigChange::component).distinct().count();
        return changes.size()
                + (changes.size() == 1 ? " field of " : " fields of ")
                + components
                + (components == 1 ? " component" : " components")
                + (written ? " changed" : " would change");
    }

    private static boolean isWritten(Run run) {
        return !run.dryRun() && run.outcome() == RunOutcome.SUCCEEDED;
    }

    private void difference(String text) {
        if (text.isEmpty()) {
            return;
        }
        terminal.line("");
        int number = 0;
        for (String line : text.lines().toList()) {
            terminal.line(painted(line, number++));
        }
    }

    private String painted(String line, int number) {
        String shown = printable(line);
        if (number < HEADING_LINES) {
            return terminal.bold(shown);
        }
        return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '+' -> terminal.green(shown);
            case '-' -> terminal.red(shown);
            case '@' -> terminal.dim(shown);
            default -> shown;
        };
    }

    /** What strangers wrote into the file, without its control characters; a tab stays one. */
    private static String printable(String line) {
        return Arrays.stream(line.split("\t", -1)).map(PrintableText::escaped).collect(Collectors.joining("\t"));
    }

    private static String outcome(Run run) {
        String took = run.finishedAt() == null
                ? ""
                : " in " + Duration.between(run.startedAt(), run.finishedAt()).toMillis() / 1000.0 + " s";
        String line = run.outcome() + (run.reason() == null ? "" : " (" + run.reason() + ")") + took;
        return run.message() == null ? line : line + "\n" + PrintableText.escapedLines(run.message());
    }
}
