package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.api.OpenRecords;
import io.tekton.sharedservices.settings.PrintableText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code store backup FILE}: a consistent copy; {@code store restore FILE}: a store made from one, where there is none. */
final class StoreCommand implements Command {
    @Override
    public String name() {
        return "store";
    }

    @Override
    public String summary() {
        return "\"store backup FILE\" writes a consistent copy of the store, \"store restore FILE\" makes a store from one";
    }

    @Override
    public String operands() {
        return "backup|restore FILE";
    }

    @Override
    public Options options() {
        return new OptionSpecs().options();
    }

    @Override
    public String details() {
        return "Neither writes over anything: a backup needs a new name, a restore a state folder without a store."
                + " A backup is SQL that a restore carries out: use none that somebody else could have written.";
    }

    @Override
    public boolean reports() {
        return false;
    }

    @Override
    public int run(CommandLine line, Context context) {
        List<String> operands = line.getArgList();
        if (operands.size() != 2 || !List.of("backup", "restore").contains(operands.get(0))) {
            throw new UsageException("store takes \"backup FILE\" or \"restore FILE\"");
        }
        Path file;
        try {
            file = Path.of(operands.get(1)).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new UsageException(Printable.of(operands.get(1)) + " is no path");
        }
        String shown = PrintableText.escaped(file.toString());
        if (operands.get(0).equals("restore")) {
            context.restore(file);
            context.terminal().line("A store was made from " + shown);
        } else {
            try (OpenRecords records = context.openRecords("store backup")) {
                records.backup(file);
            }
            context.terminal().line("The store was copied to " + shown);
        }
        return ExitCode.DONE;
    }
}
