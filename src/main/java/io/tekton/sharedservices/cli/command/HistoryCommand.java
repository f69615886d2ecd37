package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.json.AnswerCodecs;
import io.tekton.sharedservices.api.json.AnswerCodecs.RunOfList;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.api.json.LeftoverJson;
import io.tekton.sharedservices.api.json.SyncJson;
import io.tekton.sharedservices.cli.command.fleet.AllHosts;
import io.tekton.sharedservices.cli.option.Arguments;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.OptionSpecs;
import io.tekton.sharedservices.cli.option.UsageException;
import io.tekton.sharedservices.cli.view.HistoryView;
import io.tekton.sharedservices.cli.view.LeftoversView;
import io.tekton.sharedservices.cli.view.Printable;
import io.tekton.sharedservices.cli.view.RunView;
import io.tekton.sharedservices.cli.view.SyncView;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.codec.VerdictCodecs;
import io.tekton.sharedservices.journal.leftover.LeftoverRecord;
import io.tekton.sharedservices.journal.query.ListedRun;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.leftover.rule.LeftoverSettings;
import io.tekton.sharedservices.settings.Values;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code history}: the runs; {@code history RUN}: one of them with its verdicts or changes. */
public final class HistoryCommand implements Command {
    private static final List<String> JOBS = ServiceSettings.JOBS;

    @Override
    public String name() {
        return "history";
    }

    @Override
    public String summary() {
        return "the runs on record; with a run's id, that run and its verdicts or changes";
    }

    @Override
    public String operands() {
        return "[RUN]";
    }

    @Override
    public Options options() {
        return AllHosts.addTo(new OptionSpecs()
                        .value("job", "NAME", "runs of this job: " + String.join(", ", JOBS))
                        .value("outcome", "OUTCOME", "runs with this outcome, such as REFUSED")
                        .period()
                        .limit())
                .options();
    }

    @Override
    public int run(CommandLine line, Context context) {
        List<String> operands = line.getArgList();
        if (operands.size() > 1) {
            throw new UsageException("history takes one run at most, not " + operands.size());
        }
        if (!operands.isEmpty()) {
            Arguments.refuseAll(line, "history RUN", List.of("job", "outcome", "since", "until", "limit"));
            Arguments.refuseAll(line, "history RUN", AllHosts.OPTIONS);
        }
        RunQuery query = query(line, context);
        if (AllHosts.isAsked(line)) {
            return AllHosts.history(line, context, query);
        }
        try (SharedServices records = context.openRecords("history")) {
            return operands.isEmpty()
                    ? list(records.history().list(query), narrowed(line), context)
                    : one(operands.get(0), records, context);
        }
    }

    private static RunQuery query(CommandLine line, Context context) {
        Optional<String> job = Arguments.value(line, "job", Values.oneOf(JOBS, "is no job"));
        Arguments.Period period = Arguments.period(line, context);
        return new RunQuery(
                job.orElse(null),
                Arguments.constant(line, "outcome", RunOutcome.class).orElse(null),
                period.since(),
                period.until(),
                null,
                Arguments.limit(line));
    }

    private static boolean narrowed(CommandLine line) {
        return Stream.of("job", "outcome", "since", "until").anyMatch(line::hasOption);
    }

    /** @param narrowed whether runs were asked for that fit some condition: then others may be on record */
    private static int list(List<ListedRun> runs, boolean narrowed, Context context) {
        Terminal terminal = context.terminal();
        if (context.wantsJson()) {
            Json views = context.json();
            terminal.line(views.document(json -> views.list(
                    json,
                    "runs",
                    AnswerCodecs.RUN,
                    runs.stream().map(RunOfList::of).toList())));
            return ExitCode.DONE;
        }
        if (runs.isEmpty()) {
            terminal.sentences(
                    narrowed
                            ? "No matching runs on record."
                            : "No runs on record. \"shared-services cleanup --dry-run\" makes one and ends nothing.");
            return ExitCode.DONE;
        }
        new HistoryView(terminal).print(runs);
        return ExitCode.DONE;
    }

    private static int one(String id, SharedServices records, Context context) {
        Optional<Run> run = records.history().run(id);
        if (run.isEmpty()) {
            context.terminal().error("there is no run " + Printable.of(id) + " on record; history lists them");
            return ExitCode.FAILED;
        }
        return switch (run.get().job()) {
            case ConfigSync.JOB -> sync(run.get(), records, context);
            case LeftoverSettings.JOB -> leftovers(run.get(), records, context);
            default -> cleanup(run.get(), records, context);
        };
    }

    private static int sync(Run run, SharedServices records, Context context) {
        SyncRecord plan = records.history().sync(run.id()).orElse(null);
        if (context.wantsJson()) {
            context.terminal().line(context.json().document(json -> {
                context.json().run(json, "run", run);
                new SyncJson(context.json()).plan(json, run, plan);
            }));
        } else {
            new SyncView(context.terminal()).print(run, plan, true);
        }
        return ExitCode.DONE;
    }

    private static int leftovers(Run run, SharedServices records, Context context) {
        LeftoverRecord record = records.history().leftovers(run.id());
        if (context.wantsJson()) {
            context.terminal()
                    .line(context.json().document(json -> new LeftoverJson(context.json()).record(json, run, record)));
        } else {
            new LeftoversView(context.terminal(), context.clock().instant()).record(run, record);
        }
        return ExitCode.DONE;
    }

    private static int cleanup(Run run, SharedServices records, Context context) {
        List<RecordedVerdict> verdicts = records.history().verdicts(run.id());
        if (context.wantsJson()) {
            context.terminal().line(context.json().document(json -> {
                context.json().run(json, "run", run);
                context.json().list(json, "verdicts", VerdictCodecs.VERDICT, verdicts);
            }));
        } else {
            new RunView(context.terminal()).print(run, verdicts, true);
        }
        return ExitCode.DONE;
    }
}
