package io.tekton.sharedservices.web;

import io.tekton.sharedservices.api.AnswerJson;
import io.tekton.sharedservices.api.Asker;
import io.tekton.sharedservices.api.Json;
import io.tekton.sharedservices.api.JsonObject;
import io.tekton.sharedservices.api.Services;
import io.tekton.sharedservices.api.StatusJson;
import io.tekton.sharedservices.store.PurgeReport;
import io.tekton.sharedservices.store.StoreFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The store, and what it remembers of registry files. */
final class StoreEndpoints {
    private final Services services;
    private final Json json;
    private final AnswerJson answers;

    StoreEndpoints(Services services, Json json) {
        this.services = services;
        this.json = json;
        this.answers = new AnswerJson(json);
    }

    List<Route> routes() {
        return List.of(
                Route.get("api/v1/store", this::facts),
                Route.post("api/v1/store/backup", this::backup),
                Route.post("api/v1/store/purge", this::purge),
                Route.get("api/v1/registry/memory", this::wasRead),
                Route.post("api/v1/registry/memory", this::remember));
    }

    private void facts(Call call) throws ProblemException, IOException {
        call.parameters();
        StoreFacts facts = services.storeFacts();
        String host = services.host();
        call.answer(json, out -> {
            out.writeStringField("host", host);
            new StatusJson(json).store(out, facts);
        });
    }

    private void backup(Call call) throws ProblemException, IOException {
        call.parameters();
        Path file = Bodies.file(call.body("file"), "file");
        services.backup(file);
        call.answer(json, out -> out.writeStringField("file", file.toString()));
    }

    private void purge(Call call) throws ProblemException, IOException {
        call.parameters();
        JsonObject body = call.body("actor", "given", "whole");
        String actor = Bodies.actor(call, body);
        Asker asker = Bodies.field(() -> Bodies.asker(body));
        PurgeReport report = services.purge(actor, asker);
        call.answer(json, out -> answers.purge(out, report));
    }

    private void wasRead(Call call) throws ProblemException, IOException {
        Path file = Bodies.path("file", call.parameters("file").required("file", "an absolute path"));
        boolean wasRead = services.registryMemory().wasRead(file);
        call.answer(json, out -> {
            out.writeStringField("file", file.toString());
            out.writeBooleanField("wasRead", wasRead);
        });
    }

    private void remember(Call call) throws ProblemException, IOException {
        call.parameters();
        List<Path> files = Bodies.files(call.body("files"), "files");
        services.registryMemory().remember(files);
        call.answer(json, out -> out.writeNumberField("remembered", files.size()));
    }
}
