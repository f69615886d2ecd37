package io.tekton.sharedservices.web;

import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.config.PublicUrl;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.Operation;
import io.tekton.sharedservices.web.route.ProblemException;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The API describes itself, this endpoint included. */
final class DescriptionEndpoint {
    private final SharedServices services;
    private final Json json;
    private final Optional<PublicUrl> publicUrl;
    private final List<Route> described;

    /** @param others the routes besides this one */
    DescriptionEndpoint(SharedServices services, Json json, List<Route> others, Optional<PublicUrl> publicUrl) {
        this.services = services;
        this.json = json;
        this.publicUrl = publicUrl;
        this.described = new ArrayList<>(others);
        described.addAll(routes());
    }

    List<Route> routes() {
        return List.of(Route.get("api/v1/openapi.json", this::describe)
                .forSessions()
                .with(Operation.json("object", "Describes this API in the format of OpenAPI 3.1.")));
    }

    private void describe(Call call) throws ProblemException, IOException {
        call.parameters();
        String version = Objects.requireNonNullElse(services.status().daemon().version(), "unknown");
        OpenApi description = new OpenApi(described, version, publicUrl.map(PublicUrl::toString));
        call.answer(json, description::write);
    }
}
