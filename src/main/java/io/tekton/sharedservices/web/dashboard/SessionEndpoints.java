package io.tekton.sharedservices.web.dashboard;

import io.tekton.sharedservices.api.DashboardAccess;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.api.json.JsonObject;
import io.tekton.sharedservices.config.PublicUrl;
import io.tekton.sharedservices.json.RecordCodec;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.DashboardSession;
import io.tekton.sharedservices.web.route.Input;
import io.tekton.sharedservices.web.route.Logins;
import io.tekton.sharedservices.web.route.Operation;
import io.tekton.sharedservices.web.route.ProblemException;
import io.tekton.sharedservices.web.route.RequestBodies;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Sessions that are open: renewed by their page, listed and ended by any user who has the token; and status pages. */
public final class SessionEndpoints {
    private static final Logger LOG = LogManager.getLogger("daemon");
    private static final RecordCodec<DashboardAccess> ACCESS =
            RecordCodec.of(DashboardAccess.class).optional("usedAt");

    private final Logins logins;
    private final Json json;
    private final Optional<PublicUrl> publicUrl;

    /** @param publicUrl what links begin with; empty if the asker knows it */
    public SessionEndpoints(Logins logins, Json json, Optional<PublicUrl> publicUrl) {
        this.logins = logins;
        this.json = json;
        this.publicUrl = publicUrl;
    }

    public List<Route> routes() {
        return List.of(
                Route.post("api/v1/dashboard/session/renew", this::renew)
                        .forSessions()
                        .with(Operation.json("OpenedSession", "Gives the session that asks another secret.")),
                Route.get("api/v1/dashboard/sessions", this::list)
                        .with(Operation.json("Sessions", "Lists the sessions and status pages, oldest first.")),
                Route.post("api/v1/dashboard/sessions/revoke", this::revoke)
                        .with(Operation.json("Revoked", "Ends a session or a status page.")
                                .body(Input.of("name", "string", "of the session, as listed")
                                        .needed())),
                Route.post("api/v1/dashboard/walls", this::wall)
                        .with(Operation.json("Wall", "Makes the address of a status page that reads alone.")
                                .body(Input.ACTOR)));
    }

    private void renew(Call call) throws ProblemException, IOException {
        call.parameters();
        call.body();
        DashboardSession session = call.caller()
                .session()
                .orElseThrow(() -> new ProblemException(
                        io.tekton.sharedservices.api.ProblemCode.BAD_BODY, "only a dashboard session can be renewed"));
        Logins.Opened opened = logins.renew(session);
        call.answer(json, out -> {
            out.writeStringField("secret", opened.secret());
            out.writeStringField("actor", opened.session().actor());
            json.time(out, "until", opened.session().until());
        });
    }

    private void list(Call call) throws ProblemException, IOException {
        call.parameters();
        List<DashboardAccess> open = logins.list().stream()
                .map(one -> new DashboardAccess(
                        one.name(), one.wall() ? "wall" : "session", one.since(), one.until(), one.usedAt()))
                .toList();
        call.answer(json, out -> json.list(out, "sessions", ACCESS, open));
    }

    private void revoke(Call call) throws ProblemException, IOException {
        call.parameters();
        JsonObject body = call.body();
        String name = RequestBodies.field(() -> body.text("name"));
        boolean ended = logins.revoke(name);
        if (ended) {
            LOG.info("the dashboard session {} was ended", name);
        }
        call.answer(json, out -> out.writeBooleanField("ended", ended));
    }

    private void wall(Call call) throws ProblemException, IOException {
        call.parameters();
        String actor = RequestBodies.actor(call, call.body());
        Logins.Opened opened = logins.wall(actor);
        LOG.info("the status page {} was made", opened.session().actor());
        // After the hash sign: browsers send it to nobody and keep it out of every log.
        String path = "/#wall=" + opened.secret();
        call.answer(json, out -> {
            out.writeStringField("path", path);
            json.text(out, "url", publicUrl.map(url -> url + path).orElse(null));
            out.writeStringField("name", opened.session().actor());
            json.time(out, "until", opened.session().until());
        });
    }
}
