package io.tekton.sharedservices.web;

import io.tekton.sharedservices.api.Json;
import io.tekton.sharedservices.api.Services;
import io.tekton.sharedservices.api.SyncJson;
import io.tekton.sharedservices.api.SyncOrder;
import io.tekton.sharedservices.configsync.SyncReport;
import java.io.IOException;
import java.util.List;

/** Configuration syncs on request. One takes no time to speak of, so it is answered when it is over. */
final class SyncEndpoints {
    private final Services services;
    private final Json json;

    SyncEndpoints(Services services, Json json) {
        this.services = services;
        this.json = json;
    }

    List<Route> routes() {
        return List.of(Route.post("api/v1/sync", this::sync));
    }

    private void sync(Call call) throws ProblemException, IOException {
        call.parameters();
        SyncOrder order = Bodies.syncOrder(call);
        SyncReport report = services.sync(order);
        call.answer(json, out -> new SyncJson(json).report(out, report));
    }
}
