package io.tekton.sharedservices.cli;

import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code stop}: ends the daemon; a run that is on signals nothing more, is watched to the end of its grace and recorded. */
final class StopCommand implements Command {
    @Override
    public String name() {
        return "stop";
    }

    @Override
    public String summary() {
        return "ends the daemon; a run that is on sends no further signal and is recorded as it is";
    }

    @Override
    public Options options() {
        return new OptionSpecs().options();
    }

    @Override
    public boolean reports() {
        return false;
    }

    @Override
    public int run(CommandLine line, Context context) {
        if (!line.getArgList().isEmpty()) {
            throw new UsageException("stop takes no operands");
        }
        return new BackgroundDaemon(context)
                .stop(context.settings(List.of()).cleanup().grace());
    }
}
