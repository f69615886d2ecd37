package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.api.json.StatusCodecs;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.OptionSpecs;
import io.tekton.sharedservices.cli.view.CheckLine;
import io.tekton.sharedservices.cli.view.StatusView;
import io.tekton.sharedservices.client.DaemonLookup;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code status}: how everything is, on one screen. */
public final class StatusCommand implements Command {
    /** Nagios ends a check after 10 s, and then nobody reads why. */
    private static final Duration CHECK_PATIENCE = Duration.ofSeconds(8);

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
                + "unknown.\n\nWith --check, as Nagios reads it: 0 if all is well; 1 if a run was refused, the daemon "
                + "stops or something warns; 2 if it does not run, a run failed or is overdue; 3 if that is unknown, "
                + "or if there is no answer within "
                + CHECK_PATIENCE.toSeconds() + " seconds.\n";
    }

    @Override
    public Options options() {
        return new OptionSpecs()
                .flag("check", "one line and an exit code for Nagios and the like")
                .options();
    }

    @Override
    public int run(CommandLine line, Context context) {
        if (line.hasOption("check")) {
            CheckLine check = context.wantsJson()
                    ? CheckLine.unknown("--check prints one line; --json is not for it")
                    : inTime(new FutureTask<>(() -> check(context)));
            context.terminal().line(check.line());
            return check.state().exitCode();
        }
        Status status = context.status();
        if (context.wantsJson()) {
            context.terminal()
                    .line(context.json().document(json -> context.json().fields(json, StatusCodecs.STATUS, status)));
        } else {
            new StatusView(context.terminal(), context.clock().instant()).print(status);
        }
        return exitCode(status.daemon());
    }

    /** Without a daemon the store is left alone: the answer is known, and a check runs every minute. */
    private static CheckLine check(Context context) {
        return context.daemon() instanceof DaemonLookup.NotRunning none
                ? CheckLine.notRunning(none.why())
                : CheckLine.of(context.status(), context.clock().instant());
    }

    /** A read that hangs, of a socket or of a file, cannot always be interrupted: the program ends without it. */
    private static CheckLine inTime(FutureTask<CheckLine> check) {
        Thread thread = new Thread(check, "check");
        thread.setDaemon(true);
        thread.start();
        try {
            return check.get(CHECK_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return CheckLine.unknown("no answer within " + CHECK_PATIENCE.toSeconds() + " seconds");
        } catch (ExecutionException e) {
            return CheckLine.unknown(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CheckLine.unknown("the check was interrupted");
        }
    }

    static int exitCode(DaemonStatus daemon) {
        return switch (daemon.state()) {
            case RUNNING, STOPPING -> ExitCode.DONE;
            case NOT_RUNNING -> ExitCode.NOT_RUNNING;
            case UNKNOWN -> ExitCode.UNKNOWN;
        };
    }
}
