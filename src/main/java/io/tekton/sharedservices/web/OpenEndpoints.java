package io.tekton.sharedservices.web;

import io.tekton.sharedservices.api.AccessToken;
import io.tekton.sharedservices.api.Health;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.Input;
import io.tekton.sharedservices.web.route.Operation;
import io.tekton.sharedservices.web.route.Parameters;
import io.tekton.sharedservices.web.route.ProblemException;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.util.List;

/** What strangers may ask: whether the daemon lives, whether it is ready, and a proof that it knows the token. */
final class OpenEndpoints {
    private static final String NONCE = "[0-9A-Za-z_-]{16,128}";

    private final SharedServices services;
    private final AccessToken token;
    private final Json json;

    OpenEndpoints(SharedServices services, AccessToken token, Json json) {
        this.services = services;
        this.token = token;
        this.json = json;
    }

    List<Route> routes() {
        return List.of(
                Route.open("livez", this::livez).with(word("Says whether the daemon lives.")),
                Route.open("readyz", this::readyz).with(word("Says whether the daemon can do its work.")),
                Route.open("api/v1/hello", this::hello)
                        .with(Operation.json("Proof", "Proves that the daemon knows the token.")
                                .query(Input.of("nonce", "Nonce", "what the proof is made of; new each time")
                                        .needed())));
    }

    private static Operation word(String summary) {
        return Operation.text(summary, "text/plain").orUnwell("It does not; the answer says why.");
    }

    private void livez(Call call) throws ProblemException, IOException {
        call.parameters();
        Health health = services.health();
        word(call, health.alive(), health);
    }

    private void readyz(Call call) throws ProblemException, IOException {
        call.parameters();
        Health health = services.health();
        word(call, health.alive() && health.ready(), health);
    }

    private static void word(Call call, boolean good, Health health) throws IOException {
        Call.send(
                call.exchange(), good ? 200 : 503, "text/plain; charset=utf-8", good ? "ok\n" : health.detail() + "\n");
    }

    private void hello(Call call) throws ProblemException, IOException {
        String allowed = "16 to 128 letters, digits, - and _";
        String nonce = call.parameters().required("nonce", allowed);
        if (!nonce.matches(NONCE)) {
            throw Parameters.wrong("nonce", nonce, allowed);
        }
        int port = call.exchange().port();
        call.answer(json, out -> out.writeStringField("proof", token.proof(nonce, port)));
    }
}
