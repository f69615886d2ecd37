package io.tekton.sharedservices.web;

import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.api.json.JsonObject;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.Input;
import io.tekton.sharedservices.web.route.Operation;
import io.tekton.sharedservices.web.route.ProblemException;
import io.tekton.sharedservices.web.route.RequestBodies;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.util.List;

/** Leftovers in the quarantine. */
final class LeftoverEndpoints {
    private final SharedServices services;
    private final Json json;

    LeftoverEndpoints(SharedServices services, Json json) {
        this.services = services;
        this.json = json;
    }

    List<Route> routes() {
        return List.of(Route.post("api/v1/leftovers/restore", this::restore)
                .with(Operation.json("Restored", "Puts leftovers back from the quarantine.")
                        .body(
                                Input.of("what", "string", "a run that moved things, or the path that one thing had")
                                        .needed(),
                                Input.ACTOR)));
    }

    private void restore(Call call) throws ProblemException, IOException {
        call.parameters();
        JsonObject body = call.body();
        String actor = RequestBodies.actor(call, body);
        String what = RequestBodies.field(() -> body.text("what"));
        Run run = services.restoreLeftovers(what, actor);
        call.answer(json, out -> json.run(out, "run", run));
    }
}
