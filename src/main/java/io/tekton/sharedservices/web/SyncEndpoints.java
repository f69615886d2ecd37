package io.tekton.sharedservices.web;

import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.SyncOrder;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.api.json.SyncJson;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.Operation;
import io.tekton.sharedservices.web.route.ProblemException;
import io.tekton.sharedservices.web.route.RequestBodies;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.util.List;

/** Configuration syncs on request. A sync is short, so the answer is sent at its end. */
final class SyncEndpoints {
    private final SharedServices services;
    private final Json json;

    SyncEndpoints(SharedServices services, Json json) {
        this.services = services;
        this.json = json;
    }

    List<Route> routes() {
        return List.of(Route.post("api/v1/sync", this::sync)
                .with(Operation.json("SyncReport", "Brings the CI configuration in line with the registry.")
                        .body(RequestBodies.SYNC_ORDER)
                        .or(ProblemCode.REFUSED, ProblemCode.SETTINGS_DIFFER)));
    }

    private void sync(Call call) throws ProblemException, IOException {
        call.parameters();
        SyncOrder order = RequestBodies.syncOrder(call);
        SyncReport report = services.sync(order, new StopFlag());
        call.answer(json, out -> new SyncJson(json).report(out, report));
    }
}
