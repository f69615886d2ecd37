package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.cleanup.FirstCleanup;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.cli.control.StopNotice;
import io.tekton.sharedservices.cli.option.Arguments;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.OptionSpecs;
import io.tekton.sharedservices.cli.view.ProgressLine;
import io.tekton.sharedservices.cli.view.RunView;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.doctor.OtherRegistries;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.codec.VerdictCodecs;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.settings.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code cleanup}: one cleanup now. */
public final class CleanupCommand implements Command {
    private static final String KEYS = "orphan-cleanup.";

    @Override
    public String name() {
        return "cleanup";
    }

    @Override
    public String summary() {
        return "runs one cleanup now: finds orphans, ends them, records why";
    }

    @Override
    public String insteadOfOperands() {
        return "; use explain PID for one process";
    }

    @Override
    public Options options() {
        return new OptionSpecs()
                .flag("dry-run", "decide and record, signal nothing")
                .value(
                        "min-age",
                        "AGE",
                        "a younger process is never an orphan; a number without a unit, such as 4 or 1.5, means hours")
                .value("grace", "TIME", "the time from SIGTERM to SIGKILL")
                .value("confirm-after", "TIME", "the time between the two judgements; 1s unless given")
                .value("max-terminations", "N", "if there are more orphans than this, none is signalled")
                .flag("verbose", "every matched process with its rule and the reason")
                .flag("yes", "do not ask on a terminal before processes are ended")
                .flag("force", "run even within the hour after the last live cleanup")
                .flag("accept-registry", "accept the registry as it is now, even if it has collapsed or is empty")
                .value(
                        "in-service",
                        "auto|spare|ignore",
                        "whether to spare a process that serves its own port or socket")
                .options();
    }

    @Override
    public String details() {
        return "On a terminal it first lists what it would end, by a dry run on record, and asks; not with --yes "
                + "or --json. The run itself judges them again. Exit code 0 also when orphans were found and "
                + "ended, 1 when one survived, 5 when a safety rule "
                + "refused the run.";
    }

    @Override
    public int run(CommandLine line, Context context) {
        Optional<Duration> confirmAfter = Arguments.value(line, "confirm-after", Durations::parse);
        ServiceSettings settings = context.settings(own(line));
        CleanupSettings cleanup = settings.cleanup();
        boolean dryRun = line.hasOption("dry-run") || cleanup.dryRun();
        Terminal terminal = context.terminal();
        settings.all().warnings().forEach(warning -> terminal.error("warning: " + warning));
        new OtherRegistries(settings.registry(), context.places())
                .warnings()
                .forEach(warning -> terminal.error("warning: " + warning));
        CleanupOrder order = context.given(settings)
                .cleanup(
                        cleanup,
                        context.actor(),
                        line.hasOption("dry-run"),
                        confirmAfter.orElse(null),
                        line.hasOption("force"),
                        line.hasOption("accept-registry"));
        boolean explained = false;
        if (!dryRun && terminal.isAttended() && !context.wantsJson() && !line.hasOption("yes")) {
            CleanupPreview.Answer answer =
                    new CleanupPreview(context).show(order.rehearsed(), settings, line.hasOption("verbose"));
            if (answer instanceof CleanupPreview.Answer.Declined) {
                return ExitCode.DONE;
            }
            if (answer instanceof CleanupPreview.Answer.Ended ended) {
                return exitCode(ended.outcome());
            }
            explained = answer instanceof CleanupPreview.Answer.GoOn goOn && goOn.explained();
        }
        CleanupRequest request = order.under(cleanup);
        CleanupReport report;
        ProgressLine progress = new ProgressLine(terminal);
        StopNotice notice = new StopNotice(terminal, progress, request.grace(), System::nanoTime).on(context.stop());
        try (SharedServices services = context.open(settings, dryRun ? "cleanup --dry-run" : "cleanup")) {
            if (!dryRun && !explained && !context.wantsJson() && isFirst(services)) {
                terminal.sentences(
                        FirstCleanup.sentence(request, cleanup, context.places().baseFolder()));
            }
            report = services.cleanup(order, context.stop(), notice);
        } finally {
            notice.over();
            progress.clear();
        }
        report.warnings().forEach(warning -> terminal.error("warning: " + warning));
        if (context.wantsJson()) {
            terminal.line(context.json().document(json -> {
                context.json().run(json, "run", report.run());
                context.json().list(json, "verdicts", VerdictCodecs.VERDICT, report.verdicts());
                context.json().texts(json, "warnings", report.warnings());
            }));
        } else {
            new RunView(terminal).print(report.run(), report.verdicts(), line.hasOption("verbose"));
            if (request.acceptRegistry() && !line.hasOption("verbose")) {
                new RunView(terminal).spared(report.verdicts());
            }
        }
        return exitCode(report.run().outcome());
    }

    private static int exitCode(RunOutcome outcome) {
        return switch (outcome) {
            case SUCCEEDED -> ExitCode.DONE;
            case REFUSED, SKIPPED -> ExitCode.REFUSED;
            case PARTIAL, FAILED, ABANDONED, RUNNING -> ExitCode.FAILED;
        };
    }

    /** Whether no recent run was a live one. */
    static boolean isFirst(SharedServices services) {
        RunQuery runs = new RunQuery(OrphanCleanup.JOB, null, null, null, null, FirstCleanup.LOOKED_AT);
        return services.history().runs(runs).stream().allMatch(Run::dryRun);
    }

    private static List<Context.OwnOption> own(CommandLine line) {
        List<Context.OwnOption> own = new ArrayList<>();
        Arguments.text(line, "min-age")
                .map(Durations::bareNumberAsHours)
                .ifPresent(value -> own.add(new Context.OwnOption("--min-age", KEYS + "min-age", value)));
        Arguments.text(line, "grace")
                .ifPresent(value -> own.add(new Context.OwnOption("--grace", KEYS + "grace", value)));
        Arguments.text(line, "in-service")
                .ifPresent(value -> own.add(new Context.OwnOption("--in-service", KEYS + "in-service", value)));
        Arguments.text(line, "max-terminations")
                .ifPresent(value ->
                        own.add(new Context.OwnOption("--max-terminations", KEYS + "max-terminations", value)));
        return own;
    }
}
