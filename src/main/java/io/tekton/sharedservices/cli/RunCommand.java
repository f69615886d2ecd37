package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.cleanup.Ages;
import io.tekton.sharedservices.posix.IgnoredSignals;
import java.time.Duration;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code run}: the daemon, in the foreground. */
final class RunCommand implements Command {
    @Override
    public String name() {
        return "run";
    }

    @Override
    public String summary() {
        return "the daemon, in the foreground: cleans up by schedule until it is told to stop";
    }

    @Override
    public Options options() {
        return DaemonOptions.specs()
                .flag("background", "what start gives it: leaves the terminal that it was started from")
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
                            .notice(
                                    "stopping: no further process is signalled; what was signalled has the rest of its grace, at"
                                            + " most " + Ages.words(grace.plus(StopNotice.TO_WIND_UP))));
        }
        return context.runDaemon(DaemonOptions.own(line), line.hasOption("background"));
    }
}
