package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.cli.control.BackgroundDaemon;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.DaemonOptions;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.PlatformVariables;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code start}: the daemon, in the background. */
public final class StartCommand implements Command {
    @Override
    public String name() {
        return "start";
    }

    @Override
    public String summary() {
        return "starts the daemon in the background, unless it runs already; returns when it is ready, or says why it is not";
    }

    @Override
    public Options options() {
        return DaemonOptions.specs().options();
    }

    @Override
    public boolean reports() {
        return false;
    }

    @Override
    public int run(CommandLine line, Context context) {
        // Faults of the settings are reported here, before anything is started.
        List<Context.OwnOption> own = DaemonOptions.own(line);
        context.settings(own);
        PlatformVariables.warnings(context.environment())
                .forEach(warning -> context.terminal().error("warning: " + warning));
        List<String> arguments = new ArrayList<>(context.sharedArguments());
        arguments.addAll(List.of("run", "--background"));
        arguments.addAll(DaemonOptions.arguments(line));
        try {
            return new BackgroundDaemon(context).start(arguments, own);
        } catch (IOException e) {
            context.terminal().error("the daemon could not be started: " + Causes.of(e));
            return ExitCode.FAILED;
        }
    }
}
