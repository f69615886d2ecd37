package io.tekton.sharedservices.web;

import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.json.AnswerCodecs;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.api.json.JsonObject;
import io.tekton.sharedservices.api.json.StatusCodecs;
import io.tekton.sharedservices.store.StoreFacts;
import io.tekton.sharedservices.store.record.PurgeReport;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.Input;
import io.tekton.sharedservices.web.route.Operation;
import io.tekton.sharedservices.web.route.ProblemException;
import io.tekton.sharedservices.web.route.RequestBodies;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The store, and what it remembers of registry files. */
final class StoreEndpoints {
    private final SharedServices services;
    private final Json json;

    StoreEndpoints(SharedServices services, Json json) {
        this.services = services;
        this.json = json;
    }

    List<Route> routes() {
        return List.of(
                Route.get("api/v1/store", this::facts)
                        .with(Operation.json("StoreOfHost", "Reads the size and contents of the store.")),
                Route.post("api/v1/store/backup", this::backup)
                        .with(Operation.json("Backup", "Writes a copy of the store to a new file.")
                                .body(Input.of("file", "Path", "on the daemon's host; must not exist")
                                        .needed())
                                .or(ProblemCode.REFUSED)),
                Route.post("api/v1/store/purge", this::purge)
                        .with(Operation.json("Purge", "Removes what is older than history.keep and audit.keep.")
                                .body(Input.ACTOR, RequestBodies.GIVEN, RequestBodies.WHOLE)
                                .or(ProblemCode.SETTINGS_DIFFER)),
                Route.get("api/v1/registry/memory", this::wasRead)
                        .with(Operation.json("RegistryMemory", "Says whether a registry file was ever read.")
                                .query(Input.of("file", "Path", "the registry file")
                                        .needed())),
                Route.post("api/v1/registry/memory", this::remember)
                        .with(Operation.json("Remembered", "Remembers that registry files were read.")
                                .body(Input.of("files", "Paths", "the registry files")
                                        .needed())));
    }

    private void facts(Call call) throws ProblemException, IOException {
        call.parameters();
        StoreFacts facts = services.storeFacts();
        String host = services.host();
        call.answer(json, out -> {
            out.writeStringField("host", host);
            json.fields(out, StatusCodecs.STORE, facts);
        });
    }

    private void backup(Call call) throws ProblemException, IOException {
        call.parameters();
        Path file = RequestBodies.file(call.body(), "file");
        services.backup(file);
        call.answer(json, out -> out.writeStringField("file", file.toString()));
    }

    private void purge(Call call) throws ProblemException, IOException {
        call.parameters();
        JsonObject body = call.body();
        String actor = RequestBodies.actor(call, body);
        ClientContext asker = RequestBodies.field(() -> RequestBodies.asker(body));
        PurgeReport report = services.purge(actor, asker);
        call.answer(json, out -> json.fields(out, AnswerCodecs.PURGE, report));
    }

    private void wasRead(Call call) throws ProblemException, IOException {
        Path file = RequestBodies.path("file", call.parameters().required("file", "an absolute path"));
        boolean wasRead = services.registryMemory().wasRead(file);
        call.answer(json, out -> {
            out.writeStringField("file", file.toString());
            out.writeBooleanField("wasRead", wasRead);
        });
    }

    private void remember(Call call) throws ProblemException, IOException {
        call.parameters();
        List<Path> files = RequestBodies.files(call.body(), "files");
        services.registryMemory().remember(files);
        call.answer(json, out -> out.writeNumberField("remembered", files.size()));
    }
}
