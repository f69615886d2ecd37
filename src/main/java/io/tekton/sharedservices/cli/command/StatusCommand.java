package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.api.json.StatusJson;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.OptionSpecs;
import io.tekton.sharedservices.cli.view.StatusView;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code status}: how everything is, on one screen. */
public final class StatusCommand implements Command {
    @Override
    public String name() {
        return "status";
    }

    @Override
    public String summary() {
        return "daemon, jobs with last and next run, registry, store, warnings";
    }

    @Override
    public String details() {
        return "Exit code 0 while the daemon runs or stops, with warnings too; 3 if it does not run; 4 if that is "
                + "unknown.\n";
    }

    @Override
    public Options options() {
        return new OptionSpecs().options();
    }

    @Override
    public int run(CommandLine line, Context context) {
        Status status = context.status();
        if (context.wantsJson()) {
            context.terminal()
                    .line(context.json().document(json -> new StatusJson(context.json()).status(json, status)));
        } else {
            new StatusView(context.terminal(), context.clock().instant()).print(status);
        }
        return exitCode(status.daemon());
    }

    static int exitCode(DaemonStatus daemon) {
        return switch (daemon.state()) {
            case RUNNING, STOPPING -> ExitCode.DONE;
            case NOT_RUNNING -> ExitCode.NOT_RUNNING;
            case UNKNOWN -> ExitCode.UNKNOWN;
        };
    }
}
