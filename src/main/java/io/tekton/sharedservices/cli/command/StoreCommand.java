package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.json.AnswerCodecs;
import io.tekton.sharedservices.cli.option.Arguments;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.UsageException;
import io.tekton.sharedservices.cli.view.Printable;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.store.record.PurgeReport;
import io.tekton.sharedservices.text.PrintableText;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/**
 * {@code store backup FILE}: a consistent copy; {@code store restore FILE}: a store made from a copy, where none
 * exists; {@code store purge}: what retention keeps no longer leaves now; {@code store rebuild}: the tables are made
 * anew from the journal; {@code store set-aside}: a store that does not open goes out of the way.
 */
public final class StoreCommand implements Command {
    @Override
    public String name() {
        return "store";
    }

    @Override
    public String summary() {
        return "\"store backup FILE\" writes a consistent copy of the store, \"store restore FILE\" makes a store "
                + "from one,"
                + " \"store purge\" removes records that are too old, \"store rebuild\" makes the tables anew from the"
                + " journal, \"store set-aside\" moves a store that does "
                + "not open out of the way";
    }

    @Override
    public String operands() {
        return "backup|restore FILE, or purge|rebuild|set-aside";
    }

    @Override
    public String details() {
        return "Backup and restore overwrite nothing: a backup needs a new name, a restore a state folder without "
                + "a store."
                + " A restore executes the SQL in the backup: use no backup that somebody else could have "
                + "written. The daemon purges once a day by itself;"
                + " history.keep, history.keep-failures, history.max-size and audit.keep decide what is removed.";
    }

    @Override
    public int run(CommandLine line, Context context) {
        List<String> operands = line.getArgList();
        if (operands.equals(List.of("purge"))) {
            return purge(context);
        }
        if (context.wantsJson()) {
            throw new UsageException(
                    "--json is not for store " + Printable.of(String.join(" ", operands)) + ", only for store purge");
        }
        if (operands.equals(List.of("set-aside"))) {
            Path aside = context.setStoreAside();
            context.terminal()
                    .line("The store is now in " + PrintableText.escaped(aside.toString())
                            + ". \"store restore FILE\" makes a new one from a backup. Any other command begins "
                            + "with an empty history:"
                            + " it has no last cleanup, so the daemon runs one at once. Pause again what was paused.");
            return ExitCode.DONE;
        }
        if (operands.equals(List.of("rebuild"))) {
            context.terminal()
                    .line("The tables were made anew from the journal, which ends at event " + context.rebuildStore());
            return ExitCode.DONE;
        }
        if (operands.size() != 2 || !List.of("backup", "restore").contains(operands.get(0))) {
            throw new UsageException(
                    "store takes \"backup FILE\", \"restore FILE\", \"purge\", \"rebuild\" or \"set-aside\"");
        }
        Path file = Arguments.path(operands.get(1));
        String shown = PrintableText.escaped(file.toString());
        if (operands.get(0).equals("restore")) {
            context.restore(file);
            context.terminal().sentences("A store was made from " + shown);
        } else {
            try (SharedServices records = context.openRecords("store backup")) {
                records.backup(file);
            }
            context.terminal().sentences("The store was copied to " + shown);
        }
        return ExitCode.DONE;
    }

    private static int purge(Context context) {
        PurgeReport report;
        try (SharedServices services = context.open(context.settings(List.of()), "store purge")) {
            report = services.purge(context.actor(), ClientContext.ofThisProcess());
        }
        Terminal terminal = context.terminal();
        if (context.wantsJson()) {
            terminal.line(context.json().document(json -> context.json().fields(json, AnswerCodecs.PURGE, report)));
            return ExitCode.DONE;
        }
        terminal.sentences("Removed " + report.runs() + " runs with " + report.verdicts() + " verdicts and "
                + report.events() + " events, and " + report.others() + " rows that belong to no run");
        terminal.sentences("The remaining records take up about " + kibibytes(report.bytes()) + "; the file has "
                + kibibytes(report.fileAfter()) + " and had " + kibibytes(report.fileBefore()));
        if (report.overSize()) {
            terminal.error(
                    "warning: that is more than history.max-size, and audit.keep does not allow to remove any of "
                            + "them yet");
        }
        return ExitCode.DONE;
    }

    private static String kibibytes(long bytes) {
        return (bytes + 1023) / 1024 + " KiB";
    }
}
