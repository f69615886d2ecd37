package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.api.json.StatusCodecs;
import io.tekton.sharedservices.cli.control.NoDaemon;
import io.tekton.sharedservices.cli.option.Arguments;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.OptionSpecs;
import io.tekton.sharedservices.cli.option.UsageException;
import io.tekton.sharedservices.cli.view.InterventionsView;
import io.tekton.sharedservices.cli.view.Printable;
import io.tekton.sharedservices.cli.view.StatusView;
import io.tekton.sharedservices.client.DaemonLookup;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.codec.AsideCodecs;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** {@code jobs}: what runs when; {@code jobs trigger|pause|resume NAME}. */
public final class JobsCommand implements Command {
    private static final List<String> ACTIONS = List.of("trigger", "pause", "resume");
    private static final String HISTORY = "history";
    private static final List<String> WORDS = List.of("trigger", "pause", "resume", HISTORY);

    @Override
    public String name() {
        return "jobs";
    }

    @Override
    public String summary() {
        return "next and last run of each job; \"jobs trigger|pause|resume NAME\" of the running daemon; \"jobs "
                + "history\"";
    }

    @Override
    public String details() {
        return "Without an operand the exit code is that of status: 0 while the daemon runs or stops, 3 if it "
                + "does not, 4 if that is unknown.\n"
                + "jobs history lists the actions on the jobs: when, by whom and why. It needs no daemon.\n"
                + "If a job is paused already, a pause without a reason keeps its reason.\n";
    }

    @Override
    public String operands() {
        return "[history|trigger|pause|resume NAME]";
    }

    @Override
    public Options options() {
        return new OptionSpecs()
                .value("reason", "TEXT", "why it is paused")
                .flag("force", "trigger even within the hour after the last live cleanup")
                .value("limit", "N", "history: at most N, the newest; default 50")
                .options();
    }

    @Override
    public int run(CommandLine line, Context context) {
        List<String> operands = line.getArgList();
        if (operands.isEmpty()) {
            Arguments.refuseAll(line, "jobs without an action", List.of("reason", "force", "limit"));
            Status status = context.status();
            boolean running = status.daemon().state() == DaemonStatus.State.RUNNING;
            if (running || context.wantsJson() || !status.jobs().isEmpty()) {
                list(status.jobs(), context);
            }
            if (!running) {
                context.terminal()
                        .error("the daemon is " + status.daemon().state().word()
                                + (status.daemon().detail() == null
                                        ? ""
                                        : ": " + status.daemon().detail())
                                + status.daemon().startAdvice());
            }
            return StatusCommand.exitCode(status.daemon());
        }
        if (operands.equals(List.of(HISTORY))) {
            Arguments.refuseAll(line, "jobs history", List.of("reason", "force"));
            return history(Arguments.limit(line), context);
        }
        if (operands.size() == 1 && ACTIONS.contains(operands.get(0))) {
            throw new UsageException("jobs " + operands.get(0) + " needs a job's name; jobs lists them");
        }
        if (operands.size() != 2 || !ACTIONS.contains(operands.get(0))) {
            throw new UsageException("jobs takes nothing, " + HISTORY + ", or one of " + String.join(", ", ACTIONS)
                    + " and a job's name"
                    + (WORDS.contains(operands.get(0)) ? "" : Arguments.nearest(operands.get(0), WORDS)));
        }
        if (line.hasOption("limit")) {
            throw new UsageException("--limit can be used with jobs " + HISTORY + " only");
        }
        if (line.hasOption("reason") && !operands.get(0).equals("pause")) {
            throw new UsageException("--reason can be used with jobs pause only");
        }
        if (line.hasOption("force") && !operands.get(0).equals("trigger")) {
            throw new UsageException("--force can be used with jobs trigger only");
        }
        String reason = reason(line);
        DaemonLookup sighting = context.daemon();
        if (!(sighting instanceof DaemonLookup.Running running)) {
            return NoDaemon.report(sighting, "the daemon is not running", context.terminal());
        }
        SharedServices daemon = context.ask(running);
        String job = operands.get(1);
        JobAnswer answer = switch (operands.get(0)) {
            case "trigger" -> daemon.trigger(job, line.hasOption("force"), null, context.actor());
            case "pause" -> daemon.pause(job, reason, context.actor());
            default -> daemon.resume(job, context.actor());
        };
        return answered(answer, job, context);
    }

    /** Null where nothing is said: a blank reason must not keep a job from being paused. */
    private static @Nullable String reason(CommandLine line) {
        String given = line.getOptionValue("reason");
        if (given == null || given.isBlank()) {
            return null;
        }
        if (given.length() > SharedServices.LONGEST_REASON) {
            throw new UsageException("--reason has " + given.length() + " characters; allowed: at most "
                    + SharedServices.LONGEST_REASON);
        }
        return given;
    }

    private static int history(int limit, Context context) {
        List<Intervention> asked;
        try (SharedServices records = context.openRecords("jobs history")) {
            asked = records.interventions(limit);
        }
        if (context.wantsJson()) {
            context.terminal()
                    .line(context.json()
                            .document(json ->
                                    context.json().list(json, "interventions", AsideCodecs.INTERVENTION, asked)));
        } else {
            new InterventionsView(context.terminal()).print(asked);
        }
        return ExitCode.DONE;
    }

    private static void list(List<JobStatus> jobs, Context context) {
        if (context.wantsJson()) {
            context.terminal()
                    .line(context.json().document(json -> context.json().list(json, "jobs", StatusCodecs.JOB, jobs)));
        } else if (jobs.isEmpty()) {
            context.terminal().line("No jobs: the settings switch all of them off.");
        } else {
            new StatusView(context.terminal(), context.clock().instant()).jobs(jobs);
        }
    }

    private static int answered(JobAnswer answer, String job, Context context) {
        if (answer instanceof JobAnswer.NoSuchJob none) {
            throw new UsageException(
                    "there is no job " + Printable.of(job) + "; there are " + String.join(", ", none.known()));
        }
        if (answer instanceof JobAnswer.Refused refused) {
            context.terminal().error("refused (" + refused.reason() + "): " + refused.message());
            return ExitCode.REFUSED;
        }
        list(List.of(((JobAnswer.Done) answer).job()), context);
        return ExitCode.DONE;
    }
}
