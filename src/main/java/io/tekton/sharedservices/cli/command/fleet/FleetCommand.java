package io.tekton.sharedservices.cli.command.fleet;

import io.tekton.sharedservices.cli.option.Arguments;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.OptionSpecs;
import io.tekton.sharedservices.cli.option.UsageException;
import io.tekton.sharedservices.cli.view.Printable;
import io.tekton.sharedservices.fleet.centre.CentreConnection;
import io.tekton.sharedservices.fleet.centre.FleetPauses;
import io.tekton.sharedservices.fleet.centre.FleetSchema;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/**
 * {@code fleet init}: makes the centre, or brings it up to date; {@code fleet renew}: a new epoch for this host's
 * journal; {@code fleet pause} and {@code fleet resume}: advice to all hosts.
 */
public final class FleetCommand implements Command {
    private static final List<String> VERBS = List.of("init", "pause", "resume", "renew");

    @Override
    public String name() {
        return "fleet";
    }

    @Override
    public String summary() {
        return "\"fleet init\" makes the centre of a fleet, \"fleet pause\" and \"fleet resume\" pause the cleanups of all"
                + " hosts, \"fleet renew\" gives this host's journal a new epoch";
    }

    @Override
    public String operands() {
        return "init|pause|resume|renew";
    }

    @Override
    public Options options() {
        return CentreOptions.addTo(new OptionSpecs().value("reason", "TEXT", "pause: why, on record at every host"))
                .options();
    }

    @Override
    public boolean reports() {
        return false;
    }

    @Override
    public String details() {
        return "init needs a role that may create roles and schemas (--user); repeating it changes nothing. pause is all"
                + " that a centre can ask of a host: each host records it as a pause of its own, and a person there can"
                + " resume the job. renew is for a store that is a copy of another, or an older state that came back: stop"
                + " the daemon first.";
    }

    @Override
    public int run(CommandLine line, Context context) {
        List<String> operands = line.getArgList();
        if (operands.size() != 1 || !VERBS.contains(operands.get(0))) {
            throw new UsageException("fleet takes one of " + String.join(", ", VERBS)
                    + (operands.isEmpty()
                            ? ""
                            : ", not " + Printable.of(String.join(" ", operands))
                                    + Arguments.nearest(operands.get(0), VERBS)));
        }
        String verb = operands.get(0);
        if (!verb.equals("pause")) {
            Arguments.refuseAll(line, "fleet " + verb, List.of("reason"));
        }
        return switch (verb) {
            case "init" -> init(CentreOptions.of(line, context), context);
            case "pause" ->
                pause(
                        CentreOptions.of(line, context),
                        Arguments.text(line, "reason")
                                .orElseThrow(() -> new UsageException(
                                        "fleet pause needs --reason TEXT: every host shows it as the reason")),
                        context);
            case "resume" -> resume(CentreOptions.of(line, context), context);
            default -> renew(line, context);
        };
    }

    private static int init(FleetSettings settings, Context context) {
        FleetSchema.Made made = FleetSchema.init(settings);
        context.terminal()
                .sentences(
                        made.steps() == 0
                                ? "The centre is up to date: schema version " + made.version()
                                : "The centre is ready: schema version " + made.version()
                                        + ". \"shared-services hosts enrol NAME\" lets a host in");
        return ExitCode.DONE;
    }

    private static int pause(FleetSettings settings, String reason, Context context) {
        try (CentreConnection connection = CentreConnection.open(settings, "fleet pause")) {
            new FleetPauses(connection).pause(reason, context.actor());
        }
        context.terminal()
                .sentences("Every host pauses its cleanups with its next heartbeat. \"shared-services fleet resume\""
                        + " ends that");
        return ExitCode.DONE;
    }

    private static int resume(FleetSettings settings, Context context) {
        boolean paused;
        try (CentreConnection connection = CentreConnection.open(settings, "fleet resume")) {
            paused = new FleetPauses(connection).resume();
        }
        context.terminal()
                .sentences(
                        paused
                                ? "Every host that paused for the fleet resumes its cleanups with its next heartbeat"
                                : "The fleet was not paused");
        return ExitCode.DONE;
    }

    private static int renew(CommandLine line, Context context) {
        Arguments.refuseAll(line, "fleet renew", List.of("url", "user", "password-file"));
        if (!context.settings(List.of()).fleet().isOn()) {
            throw new UsageException(
                    "this host belongs to no fleet: fleet.url is not set, so its journal needs no new" + " epoch");
        }
        String epoch = context.renewEpoch();
        context.terminal()
                .sentences(
                        "This host's journal goes on in the new epoch " + epoch + ". If the other copy keeps its role"
                                + " at the centre, enrol this host under a name of its own: \"hosts enrol NAME\"");
        return ExitCode.DONE;
    }
}
