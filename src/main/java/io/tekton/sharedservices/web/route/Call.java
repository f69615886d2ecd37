package io.tekton.sharedservices.web.route;

import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.api.json.JsonObject;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.web.http.Exchange;
import io.tekton.sharedservices.web.http.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** One request with its answer. */
public final class Call {
    private final Exchange exchange;
    private final Operation operation;
    private final List<String> wildcards;
    private final Principal caller;

    /** @param wildcards the path segments at each {@code {name}} of the route, decoded */
    Call(Exchange exchange, Operation operation, List<String> wildcards, Principal caller) {
        this.exchange = exchange;
        this.operation = operation;
        this.wildcards = List.copyOf(wildcards);
        this.caller = caller;
    }

    public Principal caller() {
        return caller;
    }

    public Exchange exchange() {
        return exchange;
    }

    public String wildcard(int index) {
        return wildcards.get(index);
    }

    /** The query's parameters: those that the route takes, and no others. */
    public Parameters parameters() throws ProblemException {
        return Parameters.of(exchange.request().target().getRawQuery(), operation.parameters());
    }

    /** A length that is known to be too much is refused before anything of it is read. */
    static void checkLength(Exchange exchange) throws ProblemException {
        String length = exchange.request().headers().first("Content-Length");
        boolean tooLarge =
                length != null && (!length.matches("[0-9]{1,9}") || Long.parseLong(length) > Request.LARGEST_BODY);
        if (tooLarge) {
            throw tooLarge();
        }
    }

    private static ProblemException tooLarge() {
        return new ProblemException(ProblemCode.BODY_TOO_LARGE, "at most " + Request.LARGEST_BODY + " bytes are taken");
    }

    /** The body, with fields that the route takes and no others; an empty body is an empty object. */
    public JsonObject body() throws ProblemException {
        byte[] bytes = exchange.request().body();
        if (bytes.length > Request.LARGEST_BODY) {
            throw tooLarge();
        }
        if (bytes.length > 0) {
            checkType();
        }
        try {
            JsonObject body =
                    bytes.length == 0 ? JsonObject.read("{}") : JsonObject.read(new ByteArrayInputStream(bytes));
            body.allowOnly(operation.fields().stream().map(Input::name).toArray(String[]::new));
            return body;
        } catch (JsonObject.JsonFault e) {
            throw new ProblemException(ProblemCode.BAD_BODY, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            // All of it is in memory: whatever cannot be read is wrong in the body itself, such as its encoding.
            throw new ProblemException(ProblemCode.BAD_BODY, "the body cannot be read: " + Causes.of(e));
        }
    }

    private void checkType() throws ProblemException {
        String type = exchange.request().headers().first("Content-Type");
        String bare = type == null ? "" : type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        if (!bare.equals("application/json")) {
            throw new ProblemException(ProblemCode.UNSUPPORTED_TYPE, "a body must be application/json");
        }
    }

    public void answer(Json json, Json.Body body) throws IOException {
        send(exchange, 200, "application/json", json.document(body) + "\n");
    }

    /** Answers with a text that a browser saves under this name. */
    public void download(String name, String type, String text) throws IOException {
        exchange.headers().set("Content-Disposition", "attachment; filename=\"" + name + "\"");
        send(exchange, 200, type, text);
    }

    /** Answers and ends. */
    public static void send(Exchange exchange, int status, String type, String text) throws IOException {
        begin(exchange, type);
        exchange.send(status, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The headers that every answer has. */
    public static void begin(Exchange exchange, String type) {
        exchange.headers().set("Content-Type", type);
        exchange.headers().set("Cache-Control", "no-store");
        exchange.headers().set("X-Content-Type-Options", "nosniff");
        exchange.headers().set("Cross-Origin-Resource-Policy", "same-origin");
        if (!exchange.headers().has("Content-Security-Policy")) {
            exchange.headers().set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        }
    }
}
