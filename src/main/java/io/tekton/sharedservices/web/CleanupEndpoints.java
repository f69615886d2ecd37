package io.tekton.sharedservices.web;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.json.HostCodecs;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.survey.Suspects;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.Input;
import io.tekton.sharedservices.web.route.Operation;
import io.tekton.sharedservices.web.route.Parameters;
import io.tekton.sharedservices.web.route.ProblemException;
import io.tekton.sharedservices.web.route.RequestBodies;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.util.List;

/** Cleanups on request, and what one would make of a process. */
final class CleanupEndpoints {
    private final SharedServices services;
    private final Json json;
    private final RequestedCleanups cleanups;

    CleanupEndpoints(SharedServices services, Json json, RequestedCleanups cleanups) {
        this.services = services;
        this.json = json;
        this.cleanups = cleanups;
    }

    List<Route> routes() {
        return List.of(
                Route.post("api/v1/cleanup", this::cleanup)
                        .with(Operation.typed(
                                        "Cleans up, and streams its progress.", "CleanupEvent", "application/x-ndjson")
                                .body(RequestBodies.ORDER)
                                .or(ProblemCode.REFUSED, ProblemCode.SETTINGS_DIFFER)),
                Route.post("api/v1/cleanup/preview", this::preview)
                        .forSessions()
                        .with(Operation.typed(
                                        "Shows what a cleanup would end: a dry run that judges once.",
                                        "CleanupEvent",
                                        "application/x-ndjson")
                                .body(Input.ACTOR)
                                .or(ProblemCode.REFUSED)),
                Route.post("api/v1/cleanup/{ticket}/stop", this::stop)
                        .with(Operation.json("Stopping", "Stops a cleanup: from then on it signals nothing.")
                                .at(Input.of("ticket", "string", "from the first line of the cleanup's stream"))
                                .or(ProblemCode.NO_SUCH_CLEANUP)),
                Route.get("api/v1/explain/{pid}", this::explain)
                        .forSessions()
                        .with(Operation.json("Explanation", "Explains what a cleanup would do with a process now.")
                                .at(Input.of("pid", "Pid", "the process"))
                                .query(Parameters.ASKER)
                                .or(
                                        ProblemCode.NO_SUCH_PROCESS,
                                        ProblemCode.UNREADABLE_PROCESS,
                                        ProblemCode.SETTINGS_DIFFER)),
                Route.get("api/v1/suspects", this::suspects)
                        .forSessions()
                        .with(Operation.json(
                                        "Suspects", "Lists processes with signs of being left behind, and no proof.")
                                .query(Parameters.ASKER)
                                .or(ProblemCode.SETTINGS_DIFFER)));
    }

    private void cleanup(Call call) throws ProblemException, IOException {
        call.parameters();
        CleanupOrder order = RequestBodies.order(call);
        CleanupStream stream = new CleanupStream(json);
        stream.follow(cleanups.begin(order, stream), call.exchange());
    }

    private void preview(Call call) throws ProblemException, IOException {
        call.parameters();
        CleanupOrder order = CleanupOrder.usual(RequestBodies.actor(call, call.body()), false)
                .rehearsed();
        CleanupStream stream = new CleanupStream(json);
        stream.follow(cleanups.begin(order, stream), call.exchange());
    }

    private void stop(Call call) throws ProblemException, IOException {
        call.parameters();
        call.body();
        if (!cleanups.stop(call.wildcard(0))) {
            throw new ProblemException(ProblemCode.NO_SUCH_CLEANUP, "it may be over already");
        }
        call.answer(json, out -> out.writeBooleanField("stopping", true));
    }

    private void suspects(Call call) throws ProblemException, IOException {
        Suspects suspects = services.suspects(Parameters.asker(call));
        call.answer(json, out -> json.fields(out, HostCodecs.SUSPECTS, HostCodecs.Suspected.of(suspects)));
    }

    private void explain(Call call) throws ProblemException, IOException {
        int pid = (int) Parameters.number("the process id", call.wildcard(0), 1, Integer.MAX_VALUE);
        Explanation.Answer answer = services.explain(pid, Parameters.asker(call));
        if (answer instanceof Explanation.Answer.NoSuchProcess) {
            throw new ProblemException(ProblemCode.NO_SUCH_PROCESS, "there is no process " + pid);
        }
        if (answer instanceof Explanation.Answer.Unreadable unreadable) {
            throw new ProblemException(ProblemCode.UNREADABLE_PROCESS, unreadable.why());
        }
        Explanation explanation = ((Explanation.Answer.Explained) answer).explanation();
        call.answer(json, out -> json.fields(out, HostCodecs.EXPLANATION, explanation));
    }
}
