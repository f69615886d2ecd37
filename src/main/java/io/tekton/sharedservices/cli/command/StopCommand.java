package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.cli.control.BackgroundDaemon;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import org.apache.commons.cli.CommandLine;

/**
 * {@code stop}: ends the daemon; a run that is on signals nothing more, is watched to the end of its grace and
 * recorded.
 */
public final class StopCommand implements Command {
    @Override
    public String name() {
        return "stop";
    }

    @Override
    public String summary() {
        return "stops the daemon; an active run sends no further signal and is recorded";
    }

    @Override
    public boolean reports() {
        return false;
    }

    @Override
    public int run(CommandLine line, Context context) {
        // Reads no settings: one must be able to stop a daemon whose settings file has faults by now.
        // A variable is there for all commands of a shell, so it is no wish of this one.
        return new BackgroundDaemon(context.without("SHARED_SERVICES_CONFIG")).stop();
    }
}
