package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.api.DashboardLink;
import io.tekton.sharedservices.cli.control.Browser;
import io.tekton.sharedservices.cli.control.NoDaemon;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.OptionSpecs;
import io.tekton.sharedservices.cli.option.UsageException;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.client.DaemonLookup;
import io.tekton.sharedservices.client.GivenSettings;
import io.tekton.sharedservices.client.RemoteDashboard;
import io.tekton.sharedservices.client.RemoteServices;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code dashboard}: a link that logs a browser in, once. */
public final class DashboardCommand implements Command {
    @Override
    public String name() {
        return "dashboard";
    }

    @Override
    public String summary() {
        return "prints a link to the dashboard that logs a browser in, and opens it on a desktop";
    }

    @Override
    public String details() {
        return "The link works once, within two minutes. The daemon serves the dashboard on this host alone. "
                + "From another computer, forward the port first (ssh -L 8377:127.0.0.1:8377 HOST), or put a proxy "
                + "with TLS in front: the link then begins with web.public-url (docs/proxy). A session lasts for a "
                + "day, also over a restart of the daemon. --wall prints the address of a page that only shows states "
                + "and numbers, for a year.\n";
    }

    @Override
    public Options options() {
        return new OptionSpecs()
                .flag("no-open", "only print the link, open no browser")
                .flag("sessions", "list who is logged in, and the status pages")
                .value("revoke", "NAME", "end this session or status page, or all of them")
                .flag("wall", "print the address of a status page for a wall: no actions, no command lines")
                .options();
    }

    @Override
    public int run(CommandLine line, Context context) {
        if (!line.getArgList().isEmpty()) {
            throw new UsageException("dashboard takes no operands");
        }
        if (Stream.of("sessions", "revoke", "wall").filter(line::hasOption).count() > 1) {
            throw new UsageException("--sessions, --revoke and --wall cannot be used together");
        }
        Terminal terminal = context.terminal();
        DaemonLookup sighting = context.daemon();
        if (!(sighting instanceof DaemonLookup.Running running)) {
            return NoDaemon.report(sighting, "the daemon, which serves the dashboard, is not running", terminal);
        }
        RemoteDashboard dashboard = RemoteServices.of(running, context.places().stateFolder(), GivenSettings.NONE)
                .dashboard();
        DashboardAccessView view = new DashboardAccessView(context);
        if (line.hasOption("sessions")) {
            view.list(dashboard.sessions());
            return ExitCode.DONE;
        }
        if (line.hasOption("revoke")) {
            return view.revoke(dashboard, line.getOptionValue("revoke"));
        }
        if (line.hasOption("wall")) {
            view.wall(dashboard.wall(context.actor()));
            return ExitCode.DONE;
        }
        DashboardLink link = dashboard.link(context.actor());
        if (context.wantsJson()) {
            terminal.line(context.json().document(json -> {
                json.writeStringField("url", link.url());
                json.writeNumberField("goodForSeconds", link.goodFor().toSeconds());
            }));
            return ExitCode.DONE;
        }
        terminal.line(link.url());
        terminal.line("The link works once, within " + link.goodFor().toSeconds() + " s.");
        if (!line.hasOption("no-open") && terminal.outIsTerminal()) {
            Browser.of(context.environment())
                    .ifPresent(
                            browser -> browser.open(link.url(), context.places().stateFolder(), terminal));
        }
        return ExitCode.DONE;
    }
}
