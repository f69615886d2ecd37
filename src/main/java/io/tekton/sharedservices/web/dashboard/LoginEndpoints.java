package io.tekton.sharedservices.web.dashboard;

import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.api.json.JsonObject;
import io.tekton.sharedservices.config.PublicUrl;
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

/** From the access token to a browser's session, by a link that is good once. */
public final class LoginEndpoints {
    private static final Logger LOG = LogManager.getLogger("daemon");

    private final Logins logins;
    private final Json json;
    private final Optional<PublicUrl> publicUrl;

    /** @param publicUrl what links begin with; empty if the asker knows it */
    public LoginEndpoints(Logins logins, Json json, Optional<PublicUrl> publicUrl) {
        this.publicUrl = publicUrl;
        this.logins = logins;
        this.json = json;
    }

    public List<Route> routes() {
        return List.of(
                Route.post("api/v1/dashboard/links", this::link)
                        .with(Operation.json("Link", "Makes a link that logs a browser in, once.")
                                .body(Input.ACTOR)),
                Route.post("api/v1/dashboard/session", this::open)
                        .forEverybody()
                        .with(Operation.json("OpenedSession", "Opens a dashboard session with a link.")
                                .body(Input.of("link", "string", "the secret of the link")
                                        .needed())
                                .or(ProblemCode.NO_SUCH_LINK, ProblemCode.TOO_MANY_ATTEMPTS)),
                Route.get("api/v1/dashboard/session", this::who)
                        .forSessions()
                        .with(Operation.json("Session", "Says who is logged in.")),
                Route.post("api/v1/dashboard/session/end", this::end)
                        .forSessions()
                        .with(Operation.json("EndedSession", "Ends the session that asks.")));
    }

    private void link(Call call) throws ProblemException, IOException {
        call.parameters();
        String actor = RequestBodies.actor(call, call.body());
        String secret = logins.link(actor);
        LOG.info("a link to the dashboard was made for {}", actor);
        // After the hash sign: browsers send it to nobody and keep it out of every log.
        String path = "/#link=" + secret;
        call.answer(json, out -> {
            out.writeStringField("path", path);
            json.text(out, "url", publicUrl.map(url -> url + path).orElse(null));
            out.writeNumberField("goodForSeconds", Logins.LINK.toSeconds());
        });
    }

    private void open(Call call) throws ProblemException, IOException {
        call.parameters();
        JsonObject body = call.body();
        Logins.Opened opened = logins.open(RequestBodies.field(() -> body.text("link")));
        LOG.info("{} has logged in", opened.session().actor());
        call.answer(json, out -> {
            out.writeStringField("secret", opened.secret());
            out.writeStringField("actor", opened.session().actor());
            json.time(out, "until", opened.session().until());
        });
    }

    private void who(Call call) throws ProblemException, IOException {
        call.parameters();
        DashboardSession session = call.caller().session().orElse(null);
        call.answer(json, out -> {
            json.text(out, "actor", session == null ? null : session.actor());
            json.time(out, "until", session == null ? null : session.until());
        });
    }

    private void end(Call call) throws ProblemException, IOException {
        call.parameters();
        call.body();
        call.caller().session().ifPresent(logins::end);
        call.answer(json, out -> out.writeBooleanField("ended", true));
    }
}
