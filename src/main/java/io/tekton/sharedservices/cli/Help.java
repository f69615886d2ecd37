package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.SharedOptions;
import java.util.List;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** The help texts. */
final class Help {
    private static final int NAME_COLUMN = 24;
    private static final int WIDTH = 79;

    private final List<Command> commands;

    Help(List<Command> commands) {
        this.commands = commands;
    }

    String overview() {
        StringBuilder text = new StringBuilder("""
                Usage: shared-services [--config FILE] [--state DIR] [--set KEY=VALUE]...
                                       COMMAND [options]

                Finds CI processes that are in no registry, ends them, and records why; keeps
                the CI configuration in line with the registry: as a daemon (run, start) or
                once (cleanup, sync).

                Commands:
                """);
        for (Command command : commands) {
            text.append(entry(command.name(), command.summary()));
        }
        text.append(entry("help [COMMAND]", "this text, or the help of a command"));
        text.append("\nOptions of all commands:\n");
        options(text, SharedOptions.addTo(new Options(), true));
        text.append("""

                Exit codes: 0 done; 1 failed; 2 wrong usage or settings; 3 status: the daemon
                does not run; 4 status: that is unknown; 5 refused by a safety rule, nothing
                was signalled.
                """);
        return text.toString();
    }

    String of(Command command) {
        String operands = command.operands().isEmpty() ? "" : " " + command.operands();
        StringBuilder text =
                new StringBuilder("Usage: shared-services " + command.name() + " [options]" + operands + "\n\n");
        String summary = command.summary();
        text.append(filled("", 0, Character.toUpperCase(summary.charAt(0)) + summary.substring(1) + "."));
        if (!command.details().isEmpty()) {
            text.append('\n').append(filled("", 0, command.details()));
        }
        if (!command.options().getOptions().isEmpty()) {
            text.append("\nOptions:\n");
            options(text, command.options());
        }
        text.append("\nOptions of all commands:\n");
        options(text, SharedOptions.addTo(new Options(), command.reports()));
        return text.toString();
    }

    private static void options(StringBuilder text, Options options) {
        for (Option option : options.getOptions()) {
            String brief = option.getOpt() == null ? "" : ", -" + option.getOpt();
            String name = "--" + option.getLongOpt() + brief + argument(option);
            text.append(entry(name, option.getDescription()));
        }
    }

    private static String argument(Option option) {
        if (!option.hasArg()) {
            return "";
        }
        return option.hasOptionalArg() ? " [" + option.getArgName() + "]" : " " + option.getArgName();
    }

    private static String entry(String name, String description) {
        String head = "  " + name;
        return head.length() < NAME_COLUMN
                ? filled(head + " ".repeat(NAME_COLUMN - head.length()), NAME_COLUMN, description)
                : head + "\n" + filled(" ".repeat(NAME_COLUMN), NAME_COLUMN, description);
    }

    /** Lines of words behind a beginning, the further ones indented. */
    private static String filled(String beginning, int indent, String words) {
        StringBuilder line = new StringBuilder(beginning);
        StringBuilder text = new StringBuilder();
        for (String word : words.split(" ")) {
            if (line.length() + word.length() > WIDTH) {
                text.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder(" ".repeat(indent));
            }
            line.append(word).append(' ');
        }
        return text.append(line.toString().stripTrailing()).append('\n').toString();
    }
}
