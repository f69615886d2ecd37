package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.cli.control.BackgroundDaemon;
import io.tekton.sharedservices.cli.control.NoDaemon;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.client.DaemonLookup;
import io.tekton.sharedservices.client.StartRecord;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;

/** {@code restart}: stop, and start with the options of the start. */
public final class RestartCommand implements Command {
    @Override
    public String name() {
        return "restart";
    }

    @Override
    public String summary() {
        return "stops the daemon and starts it with the options of its start";
    }

    @Override
    public boolean reports() {
        return false;
    }

    @Override
    public int run(CommandLine line, Context context) {
        DaemonLookup sighting = context.daemon();
        if (sighting instanceof DaemonLookup.NotRunning none
                && !none.arguments().isEmpty()) {
            return startAgain(none, context);
        }
        if (!(sighting instanceof DaemonLookup.Running running)) {
            int code = NoDaemon.report(sighting, "the daemon is not running", context.terminal());
            return code == ExitCode.UNKNOWN ? code : ExitCode.FAILED;
        }
        try {
            Optional<List<String>> arguments = new StartRecord(context.places().stateFolder())
                    .of(running.address().process().pid());
            if (arguments.isEmpty()) {
                context.terminal()
                        .error("the daemon (pid " + running.address().process().pid()
                                + ") was not started by the command start: restart it with the tool that "
                                + "started it, such as systemctl");
                return ExitCode.FAILED;
            }
            // Faults are reported while the daemon still runs; without it nothing would be cleaned up.
            context.with(arguments.get().subList(0, arguments.get().indexOf("run")))
                    .settings(List.of());
            BackgroundDaemon daemon = new BackgroundDaemon(context);
            int stopped = daemon.stop();
            return stopped == ExitCode.DONE ? daemon.start(arguments.get(), List.of()) : stopped;
        } catch (IOException e) {
            context.terminal().error("the daemon could not be restarted: " + Causes.of(e));
            return ExitCode.FAILED;
        }
    }

    /** After the daemon ended without a clean stop, there is nothing to stop. */
    private static int startAgain(DaemonLookup.NotRunning none, Context context) {
        BackgroundDaemon.refuse(context.sharedArguments(), none.arguments());
        context.terminal().error(none.why());
        try {
            return new BackgroundDaemon(context).start(none.arguments(), List.of());
        } catch (IOException e) {
            context.terminal().error("the daemon could not be started: " + Causes.of(e));
            return ExitCode.FAILED;
        }
    }
}
