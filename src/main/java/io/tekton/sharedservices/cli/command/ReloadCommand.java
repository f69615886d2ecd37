package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.api.ReloadAnswer;
import io.tekton.sharedservices.cli.control.NoDaemon;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.view.RunView;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.client.DaemonLookup;
import org.apache.commons.cli.CommandLine;

/** {@code reload}: the running daemon reads its settings again. */
public final class ReloadCommand implements Command {
    @Override
    public String name() {
        return "reload";
    }

    @Override
    public String summary() {
        return "makes the running daemon read its settings again";
    }

    @Override
    public boolean reports() {
        return false;
    }

    @Override
    public int run(CommandLine line, Context context) {
        Terminal terminal = context.terminal();
        DaemonLookup sighting = context.daemon();
        if (!(sighting instanceof DaemonLookup.Running running)) {
            return NoDaemon.report(
                    sighting, "the daemon is not running; it reads its settings when it starts", terminal);
        }
        ReloadAnswer answer = context.ask(running).reload(context.actor());
        if (answer instanceof ReloadAnswer.Rejected rejected) {
            terminal.error("the settings in force stay:\n" + String.join("\n", rejected.problems()));
            return ExitCode.USAGE;
        }
        ReloadAnswer.InForce inForce = (ReloadAnswer.InForce) answer;
        if (inForce.changes().isEmpty()) {
            terminal.line("Nothing has changed.");
        }
        for (ReloadAnswer.Change change : inForce.changes()) {
            terminal.line(change.key() + " = " + RunView.orDash(change.after()) + " (was "
                    + RunView.orDash(change.before()) + ")");
        }
        return ExitCode.DONE;
    }
}
