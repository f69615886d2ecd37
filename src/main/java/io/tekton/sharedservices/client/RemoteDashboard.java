package io.tekton.sharedservices.client;

import io.tekton.sharedservices.api.DashboardAccess;
import io.tekton.sharedservices.api.DashboardLink;
import io.tekton.sharedservices.api.WallPage;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.api.json.JsonObject;
import io.tekton.sharedservices.json.RecordCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Who may see the dashboard of a running daemon, as the commands ask it. Thread-safe. */
public final class RemoteDashboard {
    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final RecordCodec<DashboardAccess> ACCESS =
            RecordCodec.of(DashboardAccess.class).optional("usedAt");

    private final ApiConnection daemon;
    private final Json json;

    RemoteDashboard(ApiConnection daemon, Json json) {
        this.daemon = daemon;
        this.json = json;
    }

    /** A link that logs a browser in, once. */
    public DashboardLink link(String actor) {
        return posted(
                "dashboard/links",
                json.line(out -> out.writeStringField("actor", actor)),
                answer -> new DashboardLink(url(answer), Duration.ofSeconds(answer.number("goodForSeconds"))));
    }

    /** The address of a status page. */
    public WallPage wall(String actor) {
        return posted(
                "dashboard/walls",
                json.line(out -> out.writeStringField("actor", actor)),
                answer -> new WallPage(url(answer), answer.text("name"), answer.time("until")));
    }

    /** Sessions and status pages, the oldest first. */
    public List<DashboardAccess> sessions() {
        return daemon.get("dashboard/sessions", USUAL, answer -> answer.records("sessions", ACCESS));
    }

    /** @return whether there was a session or status page of that name */
    public boolean revoke(String name) {
        return posted(
                "dashboard/sessions/revoke",
                json.line(out -> out.writeStringField("name", name)),
                answer -> answer.bool("ended"));
    }

    private String url(JsonObject answer) throws IOException {
        return answer.has("url") ? answer.text("url") : daemon.url() + answer.text("path");
    }

    private <T> T posted(String path, String body, JsonObject.Reader<T> reader) {
        return daemon.exchange("POST", path, body, USUAL, reader, ApiConnection::noAnswer);
    }
}
