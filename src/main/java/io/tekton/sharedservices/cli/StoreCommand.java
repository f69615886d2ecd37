package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.api.Session;
import io.tekton.sharedservices.settings.PrintableText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code store backup FILE}: a consistent copy. */
final class StoreCommand implements Command {
    @Override
    public String name() {
        return "store";
    }

    @Override
    public String summary() {
        return "\"store backup FILE\" writes a consistent copy of the store, for this user's eyes only";
    }

    @Override
    public String operands() {
        return "backup FILE";
    }

    @Override
    public Options options() {
        return new OptionSpecs().options();
    }

    @Override
    public boolean reports() {
        return false;
    }

    @Override
    public int run(CommandLine line, Context context) {
        List<String> operands = line.getArgList();
        if (operands.size() != 2 || !operands.get(0).equals("backup")) {
            throw new UsageException("store takes \"backup FILE\"");
        }
        Path target;
        try {
            target = Path.of(operands.get(1)).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new UsageException(Printable.of(operands.get(1)) + " is no path");
        }
        try (Session session = context.open(context.settings(List.of()), "store backup")) {
            session.backup(target);
        }
        context.terminal().line("The store was copied to " + PrintableText.escaped(target.toString()));
        return ExitCode.DONE;
    }
}
