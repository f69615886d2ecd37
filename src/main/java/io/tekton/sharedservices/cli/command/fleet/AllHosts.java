package io.tekton.sharedservices.cli.command.fleet;

import io.tekton.sharedservices.api.json.AnswerCodecs;
import io.tekton.sharedservices.api.json.AnswerCodecs.RunOfList;
import io.tekton.sharedservices.cli.option.Arguments;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.OptionSpecs;
import io.tekton.sharedservices.cli.option.UsageException;
import io.tekton.sharedservices.cli.view.OutcomeColors;
import io.tekton.sharedservices.cli.view.Printable;
import io.tekton.sharedservices.cli.view.RunView;
import io.tekton.sharedservices.cli.view.Table;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.fleet.FleetHost;
import io.tekton.sharedservices.fleet.centre.CentreConnection;
import io.tekton.sharedservices.fleet.centre.ChainResult;
import io.tekton.sharedservices.fleet.centre.FleetCheck;
import io.tekton.sharedservices.fleet.centre.FleetRecords;
import io.tekton.sharedservices.fleet.centre.FleetVerification;
import io.tekton.sharedservices.fleet.centre.StrayRow;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.journal.query.ListedRun;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;

/**
 * {@code audit} and {@code history} with {@code --all-hosts} or {@code --host NAME}: the records of the whole fleet, or
 * of one host of it, asked at its centre.
 */
public final class AllHosts {
    private static final String ALL = "all-hosts";
    private static final String ONE = "host";

    /** What a command that does not ask the centre refuses. */
    public static final List<String> OPTIONS = List.of(ALL, ONE);

    private AllHosts() {}

    public static OptionSpecs addTo(OptionSpecs specs) {
        return specs.flag(ALL, "of all hosts of the fleet, asked at its centre")
                .value(ONE, "NAME", "of this host of the fleet, asked at its centre");
    }

    /** @throws UsageException if both options are given */
    public static boolean isAsked(CommandLine line) {
        if (line.hasOption(ALL) && line.hasOption(ONE)) {
            throw new UsageException("--all-hosts and --host exclude each other: give only one of them");
        }
        return line.hasOption(ALL) || line.hasOption(ONE);
    }

    /**
     * Terminations of the hosts that the options name, newest first.
     *
     * @throws UsageException if this host belongs to no fleet, or no host of that name is in it
     * @throws io.tekton.sharedservices.fleet.centre.CentreException if the centre cannot be asked
     */
    public static List<Termination> terminations(CommandLine line, Context context, TerminationQuery query) {
        return ask(
                line, context, "audit", records -> records.terminations(query), history -> history.terminations(query));
    }

    private static <T> T ask(
            CommandLine line,
            Context context,
            String purpose,
            Function<FleetRecords, T> ofAll,
            Function<History, T> ofOne) {
        FleetSettings settings = settings(context);
        String host = line.getOptionValue(ONE);
        try (CentreConnection connection = CentreConnection.open(settings, purpose)) {
            FleetRecords records = new FleetRecords(connection);
            if (host == null) {
                return ofAll.apply(records);
            }
            List<String> enrolled = records.hosts(settings.silentAfter()).stream()
                    .map(FleetHost::name)
                    .toList();
            if (!enrolled.contains(host)) {
                throw new UsageException(unknown(host, enrolled));
            }
            return ofOne.apply(records.of(host));
        }
    }

    /** What is said where no host of this name is in the fleet. */
    static String unknown(String host, List<String> enrolled) {
        return "no host is enrolled as " + Printable.of(host) + "; \"shared-services hosts\" lists them"
                + Arguments.nearest(host, enrolled);
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
            terminal.sentences("No matching terminations are on record at the centre.");
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

    /** Lists the runs of the hosts that the options name; throws as {@link #terminations}. */
    public static int history(CommandLine line, Context context, RunQuery query) {
        List<Run> runs = ask(line, context, "history", records -> records.runs(query), history -> history.runs(query));
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
            terminal.sentences("No matching runs are on record at the centre.");
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
