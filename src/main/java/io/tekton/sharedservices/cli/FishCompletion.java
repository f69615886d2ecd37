package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.cli.option.Command;
import java.util.List;
import org.apache.commons.cli.Option;

/** Completion for fish, its {@code complete} command. */
final class FishCompletion {
    private static final String BEGIN = "complete -c shared-services ";

    private final CompletionTable table;

    FishCompletion(CompletionTable table) {
        this.table = table;
    }

    String script() {
        StringBuilder script = new StringBuilder(
                "# Completion of shared-services for fish, made by: shared-services completion fish\n");
        script.append(BEGIN).append("-f\n");
        String none = "-n " + quoted("not __fish_seen_subcommand_from " + String.join(" ", table.names()));
        for (Command command : table.commands()) {
            script.append(BEGIN).append(none).append(" -a ").append(command.name());
            script.append(" -d ").append(quoted(command.summary())).append('\n');
        }
        script.append(BEGIN)
                .append(none)
                .append(" -a help -d ")
                .append(quoted("the help of a command"))
                .append('\n');
        script.append(BEGIN).append("-n ").append(quoted("__fish_seen_subcommand_from help"));
        script.append(" -a ").append(quoted(String.join(" ", table.names()))).append('\n');
        for (Option option : CompletionTable.shared()) {
            option(script, none, option);
        }
        for (Command command : table.commands()) {
            String here = "__fish_seen_subcommand_from " + command.name();
            for (Option option : CompletionTable.options(command)) {
                option(script, "-n " + quoted(here), option);
            }
            List<String> first = CompletionTable.first(command);
            if (!first.isEmpty()) {
                String word = "__fish_seen_subcommand_from " + String.join(" ", first);
                operand(script, here + "; and not " + word, first);
                operand(script, here + "; and " + word, CompletionTable.second(command));
            }
        }
        return script.toString();
    }

    private static void option(StringBuilder script, String where, Option option) {
        script.append(BEGIN).append(where).append(" -l ").append(option.getLongOpt());
        if (option.getOpt() != null) {
            script.append(" -s ").append(option.getOpt());
        }
        if (option.hasArg() && !option.hasOptionalArg()) {
            List<String> words = CompletionTable.valueOf(option);
            script.append(words.equals(List.of(CompletionTable.FILE)) ? " -r -F" : " -x");
            if (!words.isEmpty() && !words.equals(List.of(CompletionTable.FILE))) {
                script.append(" -a ").append(quoted(String.join(" ", words)));
            }
        }
        script.append(" -d ").append(quoted(option.getDescription())).append('\n');
    }

    private static void operand(StringBuilder script, String where, List<String> words) {
        if (words.isEmpty()) {
            return;
        }
        script.append(BEGIN).append("-n ").append(quoted(where));
        script.append(
                words.equals(List.of(CompletionTable.FILE))
                        ? " -F\n"
                        : " -a " + quoted(String.join(" ", words)) + "\n");
    }

    /** For a place within single quotes. */
    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
