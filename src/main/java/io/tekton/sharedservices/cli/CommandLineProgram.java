package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.audit.AuditException;
import io.tekton.sharedservices.process.ProcessTableException;
import io.tekton.sharedservices.settings.NearestName;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.store.StoreException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.cli.AlreadySelectedException;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/**
 * The program as it is called: options that all commands share, a command, and its own options. The shared ones may stand before
 * or behind the command.
 */
public final class CommandLineProgram {
    /** What was given before any command is known: enough to make a {@link Context}. */
    public record Globals(Optional<String> config, Optional<String> state, List<String> set, boolean json) {}

    /** Makes the context of one call. */
    public interface Contexts {
        Context of(Globals globals);
    }

    private final Terminal terminal;
    private final String version;
    private final Contexts contexts;
    private final List<Command> commands;
    private final Help help;

    public CommandLineProgram(Terminal terminal, String version, Contexts contexts) {
        this.terminal = terminal;
        this.version = version;
        this.contexts = contexts;
        this.commands = List.of(
                new CleanupCommand(),
                new ExplainCommand(),
                new HistoryCommand(),
                new AuditCommand(),
                new DoctorCommand(),
                new ConfigCommand(),
                new StoreCommand(),
                new DemoCommand());
        this.help = new Help(commands);
    }

    /** @return the exit code */
    public int run(String... arguments) {
        try {
            return dispatch(arguments);
        } catch (UsageException e) {
            terminal.error(e.getMessage());
            return ExitCode.USAGE;
        } catch (SettingsException e) {
            terminal.error("the settings cannot be used:");
            terminal.err().println(e.getMessage());
            return ExitCode.USAGE;
        } catch (StoreException | AuditException | ProcessTableException | UncheckedIOException e) {
            terminal.error(
                    Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName()));
            return ExitCode.FAILED;
        }
    }

    private int dispatch(String... arguments) {
        CommandLine first = parse(shared(new Options(), true), arguments, true);
        List<String> rest = first.getArgList();
        if (first.hasOption("version")) {
            terminal.line("shared-services " + version);
            return ExitCode.DONE;
        }
        if (rest.isEmpty()) {
            boolean asked = first.hasOption("help");
            (asked ? terminal.out() : terminal.err()).print(help.overview());
            return asked ? ExitCode.DONE : ExitCode.USAGE;
        }
        String name = rest.get(0);
        String[] own = rest.subList(1, rest.size()).toArray(String[]::new);
        if (name.equals("help")) {
            return help(own);
        }
        if (name.startsWith("-")) {
            throw unknownOption(name, shared(new Options(), true));
        }
        Command command = command(name);
        if (first.hasOption("help") || Arrays.asList(own).contains("--help")) {
            terminal.out().print(help.of(command));
            return ExitCode.DONE;
        }
        CommandLine second = parse(shared(command.options(), command.reports()), own, false);
        Globals globals = globals(first, second);
        if (globals.json() && !command.reports()) {
            throw new UsageException("--json is not for " + name + ", which reports nothing");
        }
        return command.run(second, contexts.of(globals));
    }

    private int help(String... names) {
        if (names.length > 1) {
            throw new UsageException("help takes one command at most");
        }
        terminal.out().print(names.length == 0 ? help.overview() : help.of(command(names[0])));
        return ExitCode.DONE;
    }

    private Command command(String name) {
        List<String> names = commands.stream().map(Command::name).toList();
        return commands.stream()
                .filter(command -> command.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UsageException("there is no command " + Printable.of(name)
                        + NearestName.among(name, names)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("; allowed are " + String.join(", ", names) + " and help")));
    }

    private static Globals globals(CommandLine first, CommandLine second) {
        List<String> set = new ArrayList<>();
        set.addAll(values(first, "set"));
        set.addAll(values(second, "set"));
        return new Globals(
                one(first, second, "config"),
                one(first, second, "state"),
                set,
                first.hasOption("json") || second.hasOption("json"));
    }

    private static Optional<String> one(CommandLine first, CommandLine second, String option) {
        List<String> given = new ArrayList<>(values(first, option));
        given.addAll(values(second, option));
        if (given.stream().distinct().count() > 1) {
            throw new UsageException("--" + option + " is given with different values: " + String.join(", ", given));
        }
        return given.stream().findFirst();
    }

    private static List<String> values(CommandLine line, String option) {
        String[] values = line.getOptionValues(option);
        return values == null ? List.of() : List.of(values);
    }

    static Options shared(Options options, boolean json) {
        options.addOption(Option.builder()
                .longOpt("config")
                .hasArg()
                .argName("FILE")
                .desc("the settings file")
                .get());
        options.addOption(Option.builder()
                .longOpt("state")
                .hasArg()
                .argName("DIR")
                .desc("the state folder")
                .get());
        options.addOption(Option.builder()
                .longOpt("set")
                .hasArg()
                .argName("KEY=VALUE")
                .desc("one setting, above file and environment; may be repeated")
                .get());
        if (json) {
            options.addOption(Option.builder()
                    .longOpt("json")
                    .desc("one JSON document on standard output, and nothing else there")
                    .get());
        }
        options.addOption(Option.builder().longOpt("help").desc("this text").get());
        if (!options.hasLongOption("version")) {
            options.addOption(Option.builder()
                    .longOpt("version")
                    .desc("the program's version")
                    .get());
        }
        return options;
    }

    private static CommandLine parse(Options options, String[] arguments, boolean stopAtCommand) {
        try {
            return DefaultParser.builder()
                    .setAllowPartialMatching(false)
                    .setStripLeadingAndTrailingQuotes(false)
                    .get()
                    .parse(options, arguments, stopAtCommand);
        } catch (UnrecognizedOptionException e) {
            throw unknownOption(e.getOption(), options);
        } catch (MissingArgumentException e) {
            throw new UsageException("--" + e.getOption().getLongOpt() + " needs a value: "
                    + e.getOption().getArgName() + ", " + e.getOption().getDescription());
        } catch (AlreadySelectedException e) {
            throw new UsageException("--" + e.getOption().getLongOpt() + " cannot go with --"
                    + e.getOptionGroup().getSelected());
        } catch (ParseException e) {
            throw new UsageException(e.getMessage());
        }
    }

    static UsageException unknownOption(String given, Options options) {
        List<String> names = options.getOptions().stream()
                .map(option -> "--" + option.getLongOpt())
                .sorted()
                .toList();
        String name = given.contains("=") ? given.substring(0, given.indexOf('=')) : given;
        return new UsageException("there is no option " + Printable.of(given)
                + NearestName.among(name, names)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; allowed are " + String.join(", ", names)));
    }
}
