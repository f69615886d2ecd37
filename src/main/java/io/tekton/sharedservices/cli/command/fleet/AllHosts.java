package io.tekton.sharedservices.cli.command.fleet;

import io.tekton.sharedservices.api.json.AnswerCodecs;
import io.tekton.sharedservices.api.json.AnswerCodecs.RunOfList;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.UsageException;
import io.tekton.sharedservices.cli.view.OutcomeColors;
import io.tekton.sharedservices.cli.view.RunView;
import io.tekton.sharedservices.cli.view.Table;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.fleet.centre.CentreConnection;
import io.tekton.sharedservices.fleet.centre.ChainResult;
import io.tekton.sharedservices.fleet.centre.FleetCheck;
import io.tekton.sharedservices.fleet.centre.FleetRecords;
import io.tekton.sharedservices.fleet.centre.FleetVerification;
import io.tekton.sharedservices.fleet.centre.StrayRow;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.query.ListedRun;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** {@code audit --all-hosts} and {@code history --all-hosts}: the records of the whole fleet, asked at its centre. */
public final class AllHosts {
    public static final String OPTION = "all-hosts";

    private AllHosts() {}

    /**
     * Terminations of all hosts, newest first.
     *
     * @throws UsageException if this host belongs to no fleet
     * @throws io.tekton.sharedservices.fleet.centre.CentreException if the centre cannot be asked
     */
    public static List<Termination> terminations(Context context, TerminationQuery query) {
        return ask(context, "audit", records -> records.terminations(query));
    }

    private static <T> T ask(Context context, String purpose, Function<FleetRecords, T> question) {
        return asked(context, purpose, connection -> question.apply(new FleetRecords(connection)));
    }

    private static <T> T asked(Context context, String purpose, Function<CentreConnection, T> question) {
        try (CentreConnection connection = CentreConnection.open(settings(context), purpose)) {
            return question.apply(connection);
        }
    }

    private static FleetSettings settings(Context context) {
        FleetSettings settings = context.settings(List.of()).fleet();
        if (!settings.isOn()) {
            throw new UsageException("this needs a fleet, and fleet.url is not set (docs/fleet.md)");
        }
        return settings;
    }

    /**
     * {@code audit verify --fleet}: verifies the journals of all hosts at the centre; throws as {@link #terminations}.
     */
    public static int verify(Context context) {
        FleetCheck check = FleetVerification.ask(settings(context), () -> {});
        List<ChainResult> results = check.journals();
        boolean intact = check.intact();
        Terminal terminal = context.terminal();
        if (context.wantsJson()) {
            terminal.line(context.json().document(json -> {
                json.writeBooleanField("intact", intact);
                context.json().list(json, "journals", ChainResult.CODEC, results);
                context.json().list(json, "strayRows", StrayRow.CODEC, check.strays());
            }));
            return intact ? ExitCode.DONE : ExitCode.FAILED;
        }
        Table table = new Table("HOST", "EPOCH", "EVENTS", "OWN END", "LAG", "HEAD").spare("HEAD", "EPOCH", "LAG");
        for (ChainResult result : results) {
            table.painted(
                    result.intact() ? UnaryOperator.identity() : terminal::red,
                    result.host(),
                    result.epoch(),
                    Long.toString(result.events()),
                    result.ownHead() == null ? "-" : result.ownHead().toString(),
                    result.lag() == null ? "-" : result.lag().toString(),
                    result.head());
        }
        table.print(terminal);
        results.stream()
                .filter(result -> !result.intact())
                .forEach(result -> terminal.sentences(
                        "The journal of " + result.host() + " does not verify: event " + result.firstBroken() + ": "
                                + result.difference(),
                        0,
                        terminal::red));
        check.strays()
                .forEach(stray -> terminal.sentences(
                        "Of the host " + stray.host() + ", which has no journal: " + stray.words(), 0, terminal::red));
        results.stream()
                .filter(result -> result.note() != null)
                .forEach(result -> terminal.sentences(result.host() + ": " + result.note(), 0, terminal::yellow));
        if (intact) {
            terminal.sentences("All " + results.size() + " journals are whole, and the tables are as they say");
        }
        return intact ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** A table of them for people, with their hosts. */
    public static void print(Terminal terminal, List<Termination> terminations) {
        if (terminations.isEmpty()) {
            terminal.sentences("No matching terminations on record of any host.");
            return;
        }
        Table table = new Table("HOST", "REQUESTED", "PID", "COMPONENT", "RESULT", "SIGNALS", "RUN", "COMMAND")
                .spare("RUN", "SIGNALS", "COMPONENT", "REQUESTED");
        for (Termination one : terminations) {
            String signals = one.signals().stream().map(Enum::name).collect(Collectors.joining("+"));
            table.painted(
                    OutcomeColors.of(terminal, one.verdict().result()),
                    one.host(),
                    terminal.local(one.requestedAt()),
                    Integer.toString(one.verdict().identity().pid()),
                    RunView.orDash(one.verdict().component()),
                    (one.verdict().result() == null
                                    ? "pending"
                                    : one.verdict().result().name())
                            + (one.dryRun() ? " (dry run)" : ""),
                    signals.isEmpty() ? "-" : signals,
                    one.runId(),
                    one.verdict().command());
        }
        table.print(terminal);
    }

    /** Lists the runs of all hosts; throws as {@link #terminations}. */
    public static int history(Context context, RunQuery query) {
        List<Run> runs = ask(context, "history", records -> records.runs(query));
        Terminal terminal = context.terminal();
        if (context.wantsJson()) {
            terminal.line(context.json()
                    .document(json -> context.json()
                            .list(
                                    json,
                                    "runs",
                                    AnswerCodecs.RUN,
                                    runs.stream()
                                            .map(run -> RunOfList.of(new ListedRun(run, 0)))
                                            .toList())));
            return ExitCode.DONE;
        }
        if (runs.isEmpty()) {
            terminal.sentences("No matching runs on record of any host.");
            return ExitCode.DONE;
        }
        Table table = new Table("HOST", "STARTED", "JOB", "ORPHANS", "ENDED", "FAILED", "RUN", "OUTCOME")
                .spare("FAILED", "ENDED", "JOB", "STARTED");
        for (Run run : runs) {
            table.painted(
                    OutcomeColors.of(terminal, run.outcome()),
                    run.host(),
                    terminal.local(run.startedAt()),
                    run.job(),
                    Integer.toString(run.counts().orphans()),
                    Integer.toString(run.counts().terminated() + run.counts().killed()),
                    Integer.toString(run.counts().failed()),
                    run.id(),
                    run.outcome()
                            + (run.reason() == null ? "" : " " + run.reason())
                            + (run.dryRun() ? " (dry run)" : ""));
        }
        table.print(terminal);
        return ExitCode.DONE;
    }
}
