package io.tekton.sharedservices.cli;

import java.util.List;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** The help texts. */
final class Help {
    private static final int NAME_COLUMN = 34;
    private static final int WIDTH = 100;

    private final List<Command> commands;

    Help(List<Command> commands) {
        this.commands = commands;
    }

    String overview() {
        StringBuilder text = new StringBuilder("""
                Usage: shared-services [--config FILE] [--state DIR] [--set KEY=VALUE]... COMMAND [options]

                Finds CI processes that no registry knows, ends them, and remembers why.

                Commands:
                """);
        for (Command command : commands) {
            text.append(entry(command.name(), command.summary()));
        }
        text.append(entry("help [COMMAND]", "this text, or a command's own"));
        text.append("\nOptions of all commands:\n");
        options(text, CommandLineProgram.shared(new Options(), true));
        text.append("""

                Exit codes: 0 done; 1 failed; 2 wrong usage or settings; 5 refused by a safety rule, nothing was signalled.
                """);
        return text.toString();
    }

    String of(Command command) {
        String operands = command.operands().isEmpty() ? "" : " " + command.operands();
        StringBuilder text =
                new StringBuilder("Usage: shared-services " + command.name() + " [options]" + operands + "\n\n"
                        + Character.toUpperCase(command.summary().charAt(0))
                        + command.summary().substring(1) + ".\n");
        if (!command.details().isEmpty()) {
            text.append('\n').append(command.details());
        }
        text.append("\nOptions:\n");
        options(text, command.options());
        text.append("\nOptions of all commands:\n");
        options(text, CommandLineProgram.shared(new Options(), command.reports()));
        return text.toString();
    }

    private static void options(StringBuilder text, Options options) {
        for (Option option : options.getOptions()) {
            String name = "--" + option.getLongOpt() + (option.hasArg() ? " " + option.getArgName() : "");
            text.append(entry(name, option.getDescription()));
        }
    }

    private static String entry(String name, String description) {
        StringBuilder text = new StringBuilder("  " + name);
        int column = text.length();
        if (column >= NAME_COLUMN) {
            text.append('\n');
            column = 0;
        }
        text.append(" ".repeat(NAME_COLUMN - column));
        column = NAME_COLUMN;
        for (String word : description.split(" ")) {
            if (column + word.length() > WIDTH) {
                text.append('\n').append(" ".repeat(NAME_COLUMN));
                column = NAME_COLUMN;
            }
            text.append(word).append(' ');
            column += word.length() + 1;
        }
        return text.toString().stripTrailing() + "\n";
    }
}
