package io.tekton.sharedservices.cli.command.host;

import io.tekton.sharedservices.api.json.LeftoverJson;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.OptionSpecs;
import io.tekton.sharedservices.cli.view.LeftoversView;
import io.tekton.sharedservices.config.ServiceSettings;
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
        return "what dead processes left on the disk, with the verdict on each; read only";
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
                + " uses it: what cannot be read is spared. explain PATH shows every question that was asked.";
    }

    @Override
    public int run(CommandLine line, Context context) {
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

    private static LeftoverScan scan(ServiceSettings settings, Context context) {
        return new LeftoverScan(settings.leftovers(), context.processes(), HostName.read(), context.clock());
    }
}
