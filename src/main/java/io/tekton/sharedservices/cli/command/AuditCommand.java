package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.cli.command.fleet.AllHosts;
import io.tekton.sharedservices.cli.option.Arguments;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.OptionSpecs;
import io.tekton.sharedservices.cli.option.UsageException;
import io.tekton.sharedservices.cli.view.Printable;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code audit}: the terminations on record; {@code audit verify}: whether anybody changed the record. */
public final class AuditCommand implements Command {
    private static final String FLEET = "fleet";

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public String summary() {
        return "the terminations on record; \"audit verify\" checks that nobody changed the record";
    }

    @Override
    public String operands() {
        return "[verify]";
    }

    @Override
    public Options options() {
        return AllHosts.addTo(new OptionSpecs()
                        .period()
                        .value("pid", "PID", "of this process")
                        .value("component", "NAME", "of this component")
                        .value("user", "NAME", "of this user")
                        .value("program", "NAME", "of this program, by its file name")
                        .value("rule", "NAME", "named by this match rule")
                        .value("owner", "NAME", "left behind by this owner, by the name of its owner rule")
                        .value("outcome", "RESULT", "with this result, such as KILLED")
                        .value("signal", "SIGNAL", "with this signal: TERM or KILL")
                        .value("run", "RUN", "of this run")
                        .limit())
                .flag(FLEET, "verify: the journals of all hosts, at the fleet's centre")
                .flag("all", "those of dry runs too, as WOULD_TERMINATE and without signals")
                .flag("csv", "as comma-separated values (RFC 4180)")
                .flag(
                        "follow",
                        "keep running and show each termination when it ends, from now on (with --since or --limit, earlier ones first); Ctrl-C ends it")
                .options();
    }

    @Override
    public String details() {
        return "Without --all only what live runs ended, or tried to end, is shown. --run and "
                + "--outcome WOULD_TERMINATE show what they name, of dry runs too.";
    }

    @Override
    public int run(CommandLine line, Context context) {
        List<String> operands = line.getArgList();
        if (operands.equals(List.of("verify"))) {
            Arguments.refuseAll(
                    line,
                    "audit verify",
                    List.of(
                            "since",
                            "until",
                            "pid",
                            "component",
                            "user",
                            "program",
                            "rule",
                            "owner",
                            "outcome",
                            "signal",
                            "run",
                            "limit",
                            "all",
                            "csv",
                            "follow"));
            Arguments.refuseAll(line, "audit verify", AllHosts.OPTIONS);
            return line.hasOption(FLEET) ? AllHosts.verify(context) : verify(context);
        }
        Arguments.refuseAll(line, "audit", List.of(FLEET));
        if (!operands.isEmpty()) {
            String wrong = operands.get(0).equals("verify") ? operands.get(1) : operands.get(0);
            throw new UsageException(
                    wrong.equals(operands.get(0))
                            ? "audit takes nothing or the word verify, not " + Printable.of(wrong)
                            : "audit verify takes no operands, not " + Printable.of(wrong));
        }
        if (line.hasOption("csv") && context.wantsJson()) {
            throw new UsageException("--csv cannot be used with --json");
        }
        TerminationQuery query = query(line, context);
        AuditView view = new AuditView(context, line.hasOption("csv"), query.rehearsals());
        if (AllHosts.isAsked(line)) {
            Arguments.refuseAll(line, "audit of other hosts", List.of("follow"));
            List<Termination> terminations = AllHosts.terminations(line, context, query);
            if (line.hasOption("csv") || context.wantsJson()) {
                view.page(terminations);
            } else {
                AllHosts.print(context.terminal(), terminations);
            }
            return ExitCode.DONE;
        }
        if (line.hasOption("follow") && line.hasOption("until")) {
            throw new UsageException(
                    "--follow waits for new terminations, and --until excludes them: give only one of them");
        }
        if (line.hasOption("follow")) {
            return new AuditFollow(context, query, view, line.hasOption("since") || line.hasOption("limit")).run();
        }
        try (SharedServices records = context.openRecords("audit")) {
            view.page(records.history().terminations(query));
        }
        return ExitCode.DONE;
    }

    private static TerminationQuery query(CommandLine line, Context context) {
        Arguments.Period period = Arguments.period(line, context);
        return new TerminationQuery(
                period.since(),
                period.until(),
                Arguments.number(line, "pid", 1, Integer.MAX_VALUE).orElse(null),
                Arguments.text(line, "component").orElse(null),
                Arguments.constant(line, "outcome", TerminationResult.class).orElse(null),
                Arguments.constant(line, "signal", TerminationSignal.class).orElse(null),
                Arguments.text(line, "run").orElse(null),
                null,
                Arguments.limit(line),
                line.hasOption("all"),
                new TerminationQuery.Origin(
                        Arguments.text(line, "user").orElse(null),
                        Arguments.text(line, "program").orElse(null),
                        Arguments.text(line, "rule").orElse(null),
                        Arguments.text(line, "owner").orElse(null)));
    }

    private static int verify(Context context) {
        ChainCheck check;
        String host;
        try (SharedServices records = context.openRecords("audit verify")) {
            check = records.verifyChain();
            host = records.host();
        }
        Terminal terminal = context.terminal();
        boolean intact = check instanceof ChainCheck.Intact;
        if (context.wantsJson()) {
            terminal.line(context.json().document(json -> {
                json.writeStringField("host", host);
                json.writeBooleanField("intact", intact);
                if (check instanceof ChainCheck.Intact whole) {
                    json.writeNumberField("events", whole.events());
                    json.writeStringField("head", whole.head());
                    json.writeNumberField("purged", whole.purged());
                    json.writeNumberField("verifiedFrom", whole.from());
                } else if (check instanceof ChainCheck.Broken broken) {
                    json.writeNumberField("firstBroken", broken.sequence());
                    json.writeStringField("difference", broken.difference());
                }
            }));
        } else if (check instanceof ChainCheck.Intact none && none.events() == 0) {
            terminal.line("Nothing is on record of " + host + " yet.");
        } else if (check instanceof ChainCheck.Intact whole) {
            terminal.sentences(
                    "The record of " + host + " is whole: " + whole.events() + " events, head " + whole.head());
            if (whole.purged() > 0) {
                terminal.sentences(whole.purged()
                        + " of them have been purged, each on record in the chain; the first event that is kept is "
                        + whole.from());
            }
        } else if (check instanceof ChainCheck.Broken broken) {
            terminal.sentences(
                    "The record of " + host + " was changed: event " + broken.sequence()
                            + " is the first that does not fit: " + broken.difference(),
                    0,
                    terminal::red);
        }
        return intact ? ExitCode.DONE : ExitCode.FAILED;
    }
}
