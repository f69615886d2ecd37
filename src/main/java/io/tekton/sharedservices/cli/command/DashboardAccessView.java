package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.api.DashboardAccess;
import io.tekton.sharedservices.api.WallPage;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.view.Table;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.client.RemoteDashboard;
import io.tekton.sharedservices.json.RecordCodec;
import java.util.List;

/** Who may see the dashboard, for people and as JSON. */
final class DashboardAccessView {
    private static final String ALL = "all";
    private static final RecordCodec<DashboardAccess> ACCESS =
            RecordCodec.of(DashboardAccess.class).optional("usedAt");

    private final Context context;
    private final Terminal terminal;

    DashboardAccessView(Context context) {
        this.context = context;
        this.terminal = context.terminal();
    }

    void list(List<DashboardAccess> sessions) {
        if (context.wantsJson()) {
            terminal.line(context.json().document(json -> context.json().list(json, "sessions", ACCESS, sessions)));
            return;
        }
        if (sessions.isEmpty()) {
            terminal.line("No browser is logged in.");
            return;
        }
        Table table = new Table("NAME", "KIND", "SINCE", "UNTIL", "LAST USED");
        for (DashboardAccess one : sessions) {
            table.row(
                    one.name(),
                    one.kind(),
                    terminal.local(one.since()),
                    terminal.local(one.until()),
                    one.usedAt() == null ? "-" : terminal.local(one.usedAt()));
        }
        table.print(terminal);
    }

    /** @param name of a session or status page, or {@code all} */
    int revoke(RemoteDashboard dashboard, String name) {
        List<String> names = name.equals(ALL)
                ? dashboard.sessions().stream().map(DashboardAccess::name).toList()
                : List.of(name);
        List<String> ended = names.stream().filter(dashboard::revoke).toList();
        if (context.wantsJson()) {
            terminal.line(context.json().document(json -> context.json().texts(json, "ended", ended)));
        } else {
            ended.forEach(one -> terminal.line("ended " + one));
        }
        if (ended.isEmpty()) {
            terminal.error(
                    name.equals(ALL)
                            ? "no browser is logged in, so nothing was ended"
                            : "there is no session '" + name + "'; shared-services dashboard --sessions lists them");
            return name.equals(ALL) ? ExitCode.DONE : ExitCode.FAILED;
        }
        return ExitCode.DONE;
    }

    void wall(WallPage page) {
        if (context.wantsJson()) {
            terminal.line(context.json().document(json -> {
                json.writeStringField("url", page.url());
                json.writeStringField("name", page.name());
                context.json().time(json, "until", page.until());
            }));
            return;
        }
        terminal.line(page.url());
        terminal.line("Any user who has this address can read states and numbers until " + terminal.local(page.until())
                + ". To end it: shared-services dashboard --revoke " + page.name());
    }
}
