package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.cleanup.verdict.AgeText;
import io.tekton.sharedservices.cli.control.StopNotice;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.DaemonOptions;
import io.tekton.sharedservices.cli.option.PlatformVariables;
import io.tekton.sharedservices.posix.IgnoredSignals;
import java.time.Duration;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code run}: the daemon, in the foreground. */
public final class RunCommand implements Command {
    @Override
    public String name() {
        return "run";
    }

    @Override
    public String summary() {
        return "the daemon, in the foreground: cleans up by schedule until it is stopped";
    }

    @Override
    public Options options() {
        return DaemonOptions.specs()
                .flag("background", "given by start: detaches from the terminal")
                .options();
    }

    @Override
    public boolean reports() {
        return false;
    }

    @Override
    public int run(CommandLine line, Context context) {
        IgnoredSignals.heedRequestsToEnd(System::exit);
        if (!line.hasOption("background")) {
            PlatformVariables.warnings(context.environment())
                    .forEach(warning -> context.terminal().error("warning: " + warning));
            Duration grace = context.settings(DaemonOptions.own(line)).cleanup().grace();
            // Where nobody sits at a terminal, the log says it, with its level.
            context.stop()
                    .onRaise(() -> context.terminal()
                            .notice("stopping: no further process is signalled; signalled processes have the rest "
                                    + "of their grace, at"
                                    + " most " + AgeText.words(grace.plus(StopNotice.TO_WIND_UP))));
        }
        return context.runDaemon(DaemonOptions.own(line), line.hasOption("background"));
    }
}
