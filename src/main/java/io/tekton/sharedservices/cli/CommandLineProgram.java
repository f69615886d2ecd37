package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.cli.command.AuditCommand;
import io.tekton.sharedservices.cli.command.CleanupCommand;
import io.tekton.sharedservices.cli.command.ConfigCommand;
import io.tekton.sharedservices.cli.command.DashboardCommand;
import io.tekton.sharedservices.cli.command.DoctorCommand;
import io.tekton.sharedservices.cli.command.ExplainCommand;
import io.tekton.sharedservices.cli.command.HistoryCommand;
import io.tekton.sharedservices.cli.command.InstallCommand;
import io.tekton.sharedservices.cli.command.JobsCommand;
import io.tekton.sharedservices.cli.command.NotifyCommand;
import io.tekton.sharedservices.cli.command.ReloadCommand;
import io.tekton.sharedservices.cli.command.RestartCommand;
import io.tekton.sharedservices.cli.command.RunCommand;
import io.tekton.sharedservices.cli.command.StartCommand;
import io.tekton.sharedservices.cli.command.StatusCommand;
import io.tekton.sharedservices.cli.command.StopCommand;
import io.tekton.sharedservices.cli.command.StoreCommand;
import io.tekton.sharedservices.cli.command.SyncCommand;
import io.tekton.sharedservices.cli.command.fleet.FleetCommand;
import io.tekton.sharedservices.cli.command.fleet.HostsCommand;
import io.tekton.sharedservices.cli.command.host.LeftoversCommand;
import io.tekton.sharedservices.cli.command.host.SurveyCommand;
import io.tekton.sharedservices.cli.command.host.SuspectsCommand;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.SharedOptions;
import io.tekton.sharedservices.cli.option.UsageException;
import io.tekton.sharedservices.cli.view.CheckLine;
import io.tekton.sharedservices.cli.view.Printable;
import io.tekton.sharedservices.cli.view.StandardOutput;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.fleet.centre.CentreException;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.process.ProcessTableException;
import io.tekton.sharedservices.schedule.ScheduleException;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.text.NearestName;
import io.tekton.sharedservices.web.http.ServerStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/**
 * The program as it is called: options that all commands share, a command, and its own options. The shared ones may
 * come before or after the command.
 */
public final class CommandLineProgram {
    /** What was given before any command is known: enough to make a {@link Context}. */
    public record Globals(Optional<String> config, Optional<String> state, List<String> set, boolean json) {
        public static final Globals NONE = new Globals(Optional.empty(), Optional.empty(), List.of(), false);
    }

    /** Makes the context of one call. */
    public interface Contexts {
        Context of(Globals globals);
    }

    private final Terminal terminal;
    private final String version;
    private final Contexts contexts;
    private final List<Command> commands;

    public CommandLineProgram(Terminal terminal, String version, Contexts contexts) {
        this.terminal = terminal;
        this.version = version;
        this.contexts = contexts;
        this.commands = commands();
    }

    /** All commands, in the order of the list that a message gives. */
    static List<Command> commands() {
        List<Command> all = new ArrayList<>(List.of(
                new RunCommand(),
                new StartCommand(),
                new StopCommand(),
                new RestartCommand(),
                new StatusCommand(),
                new JobsCommand(),
                new DashboardCommand(),
                new ReloadCommand(),
                new NotifyCommand(),
                new CleanupCommand(),
                new SyncCommand(),
                new ExplainCommand(),
                new SurveyCommand(),
                new SuspectsCommand(),
                new LeftoversCommand(),
                new HistoryCommand(),
                new AuditCommand(),
                new DoctorCommand(),
                new ConfigCommand(),
                new StoreCommand(),
                new HostsCommand(),
                new FleetCommand(),
                new DemoCommand(),
                new InstallCommand()));
        all.add(new CompletionCommand(all));
        return List.copyOf(all);
    }

    /** @return the exit code */
    public int run(String... arguments) {
        int code = answer(arguments);
        Optional<IOException> loss = terminal.out() instanceof StandardOutput out ? out.loss() : Optional.empty();
        if (loss.isEmpty()) {
            return code;
        }
        terminal.error(
                "standard output could not be written, and what is there is not complete: " + Causes.of(loss.get()));
        if (isCheck(arguments)) {
            return CheckLine.State.UNKNOWN.exitCode();
        }
        // What the command did is worth more than where its words went.
        return code == ExitCode.DONE ? ExitCode.FAILED : code;
    }

    private int answer(String... arguments) {
        try {
            return dispatch(arguments);
        } catch (UsageException e) {
            return wrong(String.valueOf(e.getMessage()), arguments);
        } catch (SettingsException e) {
            return wrong("the settings cannot be used:\n" + e.getMessage(), arguments);
        } catch (StoreException
                | AuditException
                | ApiException
                | CentreException
                | ServerStartException
                | ScheduleException
                | ProcessTableException
                | UncheckedIOException e) {
            terminal.error(Causes.of(e));
            return ExitCode.FAILED;
        } catch (RuntimeException | Error e) {
            // Whatever it is: a person gets a sentence, the log all of it, and the caller an exit code.
            Context context = contexts.of(Globals.NONE);
            terminal.error("a fault of the program: " + Causes.of(e)
                    + context.noteFault(e).map(log -> "; more in " + log).orElse(""));
            return ExitCode.FAILED;
        }
    }

    /** For Nagios, which reads standard output, 2 would mean that the daemon is in trouble. */
    private int wrong(String message, String... arguments) {
        if (isCheck(arguments)) {
            CheckLine check = CheckLine.unknown(message);
            terminal.line(check.line());
            return check.state().exitCode();
        }
        terminal.error(message);
        return ExitCode.USAGE;
    }

    private static boolean isCheck(String... arguments) {
        return List.of(arguments).containsAll(List.of("status", "--check"));
    }

    private int dispatch(String... arguments) {
        Options shared = SharedOptions.addTo(new Options(), true);
        CommandLine first = SharedOptions.parse(shared, arguments, true);
        List<String> rest = first.getArgList();
        if (first.hasOption("version")) {
            return version();
        }
        if (rest.isEmpty()) {
            boolean asked = first.hasOption("help");
            (asked ? terminal.out() : terminal.err()).print(Help.overview());
            return asked ? ExitCode.DONE : ExitCode.USAGE;
        }
        String name = rest.get(0);
        String[] own = rest.subList(1, rest.size()).toArray(String[]::new);
        if (name.startsWith("-")) {
            throw SharedOptions.unknown(name, shared);
        }
        // Before anything else is read: a user who asks for help or the version wants nothing done.
        if (SharedOptions.asks(own, "--version", "-V")) {
            return version();
        }
        if (name.equals("help")) {
            return help(own);
        }
        Command command = command(name);
        if (first.hasOption("help") || SharedOptions.asks(own, "--help", "-h")) {
            terminal.out().print(Help.of(command));
            return ExitCode.DONE;
        }
        Options options = SharedOptions.addTo(command.options(), true);
        CommandLine second = SharedOptions.parse(options, own, false);
        // Among several short ones, as in -nh.
        if (second.hasOption("version")) {
            return version();
        }
        if (second.hasOption("help")) {
            terminal.out().print(Help.of(command));
            return ExitCode.DONE;
        }
        if (command.operands().isEmpty() && !second.getArgList().isEmpty()) {
            throw new UsageException(name + " takes no operands, not "
                    + Printable.of(second.getArgList().get(0))
                    + command.insteadOfOperands());
        }
        Globals globals = globals(first, second);
        if (globals.json() && !command.reports()) {
            throw new UsageException("--json is not for " + name + ", which reports nothing");
        }
        return command.run(second, contexts.of(globals));
    }

    private int version() {
        terminal.line("shared-services " + version);
        return ExitCode.DONE;
    }

    private int help(String... arguments) {
        Options shared = SharedOptions.addTo(new Options(), true);
        List<String> names = SharedOptions.parse(shared, arguments, false).getArgList();
        if (names.size() > 1) {
            throw new UsageException("help takes one command at most");
        }
        boolean overview = names.isEmpty() || names.get(0).equals("help");
        terminal.out().print(overview ? Help.overview() : Help.of(command(names.get(0))));
        return ExitCode.DONE;
    }

    private Command command(String name) {
        for (Command command : commands) {
            if (command.name().equals(name)) {
                return command;
            }
        }
        List<String> names = commands.stream().map(Command::name).toList();
        throw new UsageException("there is no command " + Printable.of(name)
                + NearestName.among(name, names)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; allowed are " + String.join(", ", names) + " and help"));
    }

    private static Globals globals(CommandLine first, CommandLine second) {
        List<String> set = new ArrayList<>();
        set.addAll(SharedOptions.values(first, SharedOptions.SET));
        set.addAll(SharedOptions.values(second, SharedOptions.SET));
        return new Globals(
                one(first, second, "config"),
                one(first, second, "state"),
                set,
                first.hasOption("json") || second.hasOption("json"));
    }

    private static Optional<String> one(CommandLine first, CommandLine second, String option) {
        List<String> given = new ArrayList<>(SharedOptions.values(first, option));
        given.addAll(SharedOptions.values(second, option));
        SharedOptions.refuseDifferent(option, given);
        return given.isEmpty() ? Optional.empty() : Optional.of(given.get(0));
    }
}
