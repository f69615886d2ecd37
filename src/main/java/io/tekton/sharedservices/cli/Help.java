package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.SharedOptions;
import io.tekton.sharedservices.cli.view.Filled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** The help texts. */
final class Help {
    private static final int NAME_COLUMN = 24;
    private static final int WIDTH = 79;
    private static final int EXAMPLE_COLUMN = 6;

    private static final int BRIEF_COLUMN = 12;
    private static final int SECOND_COLUMN = 40;

    private Help() {}

    /** The commands by group, on one screen of 80 columns and 24 rows. */
    static String overview() {
        StringBuilder text = new StringBuilder("""
                Usage: shared-services [OPTION]... COMMAND [OPTION]...
                Ends CI processes that no registry knows; keeps the CI configuration in line.

                """);
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (CommandGuide guide : CommandGuide.all()) {
            groups.computeIfAbsent(guide.group(), group -> new ArrayList<>())
                    .add(padded(guide.command(), BRIEF_COLUMN) + guide.brief());
        }
        groups.forEach((group, entries) -> {
            text.append(group).append('\n');
            for (int i = 0; i < entries.size(); i += 2) {
                String second = i + 1 < entries.size() ? entries.get(i + 1) : "";
                text.append(("  " + padded(entries.get(i), SECOND_COLUMN - 2) + second).stripTrailing())
                        .append('\n');
            }
        });
        text.append(Filled.lines(
                "", 0, "\"shared-services help COMMAND\" says more. All commands: " + shared() + ".", WIDTH));
        text.append("Exit codes: 0 done, 1 failed, 2 usage, 3 not running, 4 unknown, 5 refused.\n");
        return text.toString();
    }

    private static String shared() {
        return SharedOptions.addTo(new Options(), true).getOptions().stream()
                .map(Help::spelt)
                .collect(Collectors.joining(", "));
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    static String of(Command command) {
        String usage = "Usage: shared-services " + command.name() + " [options]";
        String operands = command.operands();
        String before = operands.isEmpty() ? "" : usage.length() + operands.length() < WIDTH ? " " : "\n    ";
        StringBuilder text = new StringBuilder(usage + before + operands + "\n\n");
        String summary = command.summary();
        text.append(Filled.lines("", 0, Character.toUpperCase(summary.charAt(0)) + summary.substring(1) + ".", WIDTH));
        if (!command.details().isEmpty()) {
            text.append('\n');
            for (String paragraph : command.details().strip().split("\n", -1)) {
                text.append(Filled.lines("", 0, paragraph, WIDTH));
            }
        }
        if (!command.options().getOptions().isEmpty()) {
            text.append("\nOptions:\n");
            options(text, command.options());
        }
        text.append("\nOptions of all commands:\n");
        options(text, SharedOptions.addTo(new Options(), command.reports()));
        List<CommandGuide.Example> examples = CommandGuide.examplesOf(command.name());
        if (!examples.isEmpty()) {
            text.append("\nExamples:\n");
            for (CommandGuide.Example example : examples) {
                text.append("  shared-services ").append(example.arguments()).append('\n');
                text.append(Filled.lines(" ".repeat(EXAMPLE_COLUMN), EXAMPLE_COLUMN, example.meaning(), WIDTH));
            }
        }
        return text.toString();
    }

    private static void options(StringBuilder text, Options options) {
        for (Option option : options.getOptions()) {
            text.append(entry(spelt(option), option.getDescription()));
        }
    }

    private static String spelt(Option option) {
        String brief = option.getOpt() == null ? "" : ", -" + option.getOpt();
        return "--" + option.getLongOpt() + brief + argument(option);
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
                ? Filled.lines(head + " ".repeat(NAME_COLUMN - head.length()), NAME_COLUMN, description, WIDTH)
                : head + "\n" + Filled.lines(" ".repeat(NAME_COLUMN), NAME_COLUMN, description, WIDTH);
    }
}
