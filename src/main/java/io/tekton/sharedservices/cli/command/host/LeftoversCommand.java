package io.tekton.sharedservices.cli.command.host;

import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.json.LeftoverJson;
import io.tekton.sharedservices.cli.option.Arguments;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.OptionSpecs;
import io.tekton.sharedservices.cli.option.UsageException;
import io.tekton.sharedservices.cli.view.LeftoversView;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.leftover.LeftoverRecord;
import io.tekton.sharedservices.leftover.LeftoverScan;
import io.tekton.sharedservices.process.HostName;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code leftovers}: what dead processes left on the disk, with the verdict of each rule. It asks no daemon. */
public final class LeftoversCommand implements Command {
    @Override
    public String name() {
        return "leftovers";
    }

    @Override
    public String summary() {
        return "what dead processes left on the disk, with the verdict on each; \"leftovers restore\" puts back what was"
                + " moved";
    }

    @Override
    public String operands() {
        return "[restore RUN|PATH]";
    }

    @Override
    public Options options() {
        return new OptionSpecs()
                .flag("dry-run", "what is done in any case: judge, and change nothing")
                .flag("verbose", "everything that is spared, too")
                .options();
    }

    @Override
    public String details() {
        return "Each name that a rule leftover.NAME fits is judged. It is a leftover only if it is proven that nobody"
                + " uses it: what cannot be read is spared. explain PATH shows every question that was asked."
                + " leftovers restore RUN puts back what that run moved into the quarantine, leftovers restore PATH"
                + " what was there; never over what is there now.";
    }

    @Override
    public int run(CommandLine line, Context context) {
        List<String> operands = line.getArgList();
        if (!operands.isEmpty()) {
            if (operands.size() != 2 || !operands.get(0).equals("restore")) {
                throw new UsageException("leftovers takes no operands, or \"restore RUN\" or \"restore PATH\"");
            }
            return restore(operands.get(1), context);
        }
        ServiceSettings settings = context.settings(List.of());
        LeftoverScan.Found found = scan(settings, context).all();
        if (context.wantsJson()) {
            context.terminal()
                    .line(context.json().document(json -> new LeftoverJson(context.json()).list(json, found)));
        } else {
            new LeftoversView(context.terminal(), context.clock().instant())
                    .list(settings.leftovers().rules(), found, line.hasOption("verbose"));
        }
        return ExitCode.DONE;
    }

    private static int restore(String given, Context context) {
        String what = given.indexOf('/') < 0
                ? given
                : Arguments.path(given).normalize().toString();
        Run run;
        LeftoverRecord record;
        try (SharedServices services = context.openExisting(context.settings(List.of()), "leftovers restore")) {
            run = services.restoreLeftovers(what, context.actor());
            record = services.history().leftovers(run.id());
        }
        if (context.wantsJson()) {
            context.terminal()
                    .line(context.json().document(json -> new LeftoverJson(context.json()).record(json, run, record)));
        } else {
            new LeftoversView(context.terminal(), context.clock().instant()).record(run, record);
        }
        return switch (run.outcome()) {
            case SUCCEEDED -> ExitCode.DONE;
            case REFUSED, SKIPPED -> ExitCode.REFUSED;
            case PARTIAL, FAILED, ABANDONED, RUNNING -> ExitCode.FAILED;
        };
    }

    private static LeftoverScan scan(ServiceSettings settings, Context context) {
        return new LeftoverScan(settings.leftovers(), context.processes(), HostName.read(), context.clock());
    }
}
