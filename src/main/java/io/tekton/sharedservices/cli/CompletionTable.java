package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.SharedOptions;
import io.tekton.sharedservices.config.ServiceSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** What a shell can complete, by the table that the help texts are made of. */
final class CompletionTable {
    /** The place of a file, among words. */
    static final String FILE = "FILE";

    private static final Pattern WORD = Pattern.compile("[a-z]+(?:-[a-z]+)*");

    private final List<Command> commands;

    CompletionTable(List<Command> commands) {
        this.commands = commands;
    }

    List<Command> commands() {
        return commands;
    }

    /** All commands and {@code help}. */
    List<String> names() {
        List<String> names =
                new ArrayList<>(commands.stream().map(Command::name).toList());
        names.add("help");
        return names;
    }

    static List<Option> shared() {
        return sorted(SharedOptions.addTo(new Options(), true));
    }

    static List<Option> options(Command command) {
        return sorted(SharedOptions.addTo(command.options(), command.reports()));
    }

    private static List<Option> sorted(Options options) {
        return options.getOptions().stream()
                .sorted(Comparator.comparing(Option::getLongOpt))
                .toList();
    }

    /** {@code --dry-run}, and {@code -n} where it has a short name. */
    static List<String> spellings(List<Option> options) {
        List<String> all = new ArrayList<>();
        for (Option option : options) {
            all.add("--" + option.getLongOpt());
            if (option.getOpt() != null) {
                all.add("-" + option.getOpt());
            }
        }
        return all;
    }

    /** Of each option that needs a value: the words that it may have, {@link #FILE}, or none that are known. */
    Map<String, List<String>> values() {
        Map<String, List<String>> values = new TreeMap<>();
        for (Command command : commands) {
            for (Option option : options(command)) {
                if (option.hasArg() && !option.hasOptionalArg()) {
                    values.put("--" + option.getLongOpt(), valueOf(option));
                }
            }
        }
        return values;
    }

    static List<String> valueOf(Option option) {
        String name = option.getArgName();
        if (name.equals(FILE) || name.equals("DIR")) {
            return List.of(FILE);
        }
        return name.contains("|") ? List.of(name.split("\\|")) : List.of();
    }

    /** The words of the first operand, as the usage line names them. */
    static List<String> first(Command command) {
        return WORD.matcher(command.operands())
                .results()
                .map(MatchResult::group)
                .filter(word -> !word.equals("or"))
                .toList();
    }

    /** The same of the second operand. */
    static List<String> second(Command command) {
        if (first(command).isEmpty()) {
            return List.of();
        }
        if (command.operands().contains("NAME")) {
            return ServiceSettings.JOBS;
        }
        return command.operands().contains(FILE) ? List.of(FILE) : List.of();
    }
}
