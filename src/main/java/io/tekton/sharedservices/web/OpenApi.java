package io.tekton.sharedservices.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.verdict.InService;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.web.dashboard.TrendRange;
import io.tekton.sharedservices.web.route.Input;
import io.tekton.sharedservices.web.route.Operation;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The description of the API in the format of OpenAPI 3.1, made of the routes that answer, and of the schemas in
 * {@code openapi/schemas.json}. Routes without a summary, which are those of the dashboard's files, are left out.
 *
 * @see <a href="https://spec.openapis.org/oas/v3.1.1.html">OpenAPI 3.1.1</a>
 */
final class OpenApi {
    private static final String VERSION = "3.1.1";
    private static final String SCHEMAS = "/openapi/schemas.json";

    /** Any request can meet them. */
    private static final List<ProblemCode> ALWAYS = List.of(
            ProblemCode.BAD_REQUEST,
            ProblemCode.BAD_HOST,
            ProblemCode.BAD_PARAMETER,
            ProblemCode.CROSS_SITE,
            ProblemCode.TOO_MANY_REQUESTS,
            ProblemCode.INTERNAL);

    private static final List<ProblemCode> UNLESS_OPEN =
            List.of(ProblemCode.UNAUTHORIZED, ProblemCode.STORE_FAILED, ProblemCode.BUSY, ProblemCode.STOPPING);

    private static final List<ProblemCode> OF_A_BODY =
            List.of(ProblemCode.BAD_BODY, ProblemCode.BODY_TOO_LARGE, ProblemCode.UNSUPPORTED_TYPE);

    /** What many routes can end in, and none means in a way of its own. */
    private static final List<ProblemCode> EVERYWHERE = Stream.of(
                    ALWAYS, UNLESS_OPEN, OF_A_BODY, List.of(ProblemCode.NOT_FOR_SESSIONS))
            .flatMap(List::stream)
            .toList();

    private final List<Route> routes;
    private final String version;
    private final String url;

    /**
     * @param routes all that answer
     * @param version of the program
     * @param publicUrl where clients reach it; empty if they ask where they have read this
     */
    OpenApi(List<Route> routes, String version, Optional<String> publicUrl) {
        this.routes = List.copyOf(routes);
        this.version = version;
        this.url = publicUrl.orElse("/");
    }

    /** Writes the document's fields into the open object. */
    void write(JsonGenerator out) throws IOException {
        out.writeStringField("openapi", VERSION);
        out.writeObjectFieldStart("info");
        out.writeStringField("title", "Shared Services");
        out.writeStringField("summary", "Orphan cleanup and configuration sync of one host");
        out.writeStringField("version", version);
        out.writeEndObject();
        out.writeArrayFieldStart("servers");
        out.writeStartObject();
        out.writeStringField("url", url);
        out.writeEndObject();
        out.writeEndArray();
        out.writeObjectFieldStart("paths");
        for (Map.Entry<String, List<Route>> path : paths().entrySet()) {
            out.writeObjectFieldStart(path.getKey());
            for (Route route : path.getValue()) {
                out.writeObjectFieldStart(route.method().toLowerCase(Locale.ROOT));
                operation(out, path.getKey(), route);
                out.writeEndObject();
            }
            out.writeEndObject();
        }
        out.writeEndObject();
        out.writeObjectFieldStart("components");
        out.writeObjectFieldStart("schemas");
        schemas(out);
        out.writeEndObject();
        out.writeObjectFieldStart("responses");
        for (Map.Entry<Integer, List<ProblemCode>> problems :
                byStatus(EVERYWHERE).entrySet()) {
            out.writeObjectFieldStart(String.valueOf(problems.getKey()));
            problem(out, problems.getValue());
            out.writeEndObject();
        }
        out.writeEndObject();
        securitySchemes(out);
        out.writeEndObject();
    }

    private Map<String, List<Route>> paths() {
        Map<String, List<Route>> paths = new LinkedHashMap<>();
        for (Route route : routes) {
            if (!route.operation().summary().isEmpty()) {
                paths.computeIfAbsent("/" + String.join("/", route.path()), path -> new ArrayList<>())
                        .add(route);
            }
        }
        return paths;
    }

    private static void operation(JsonGenerator out, String path, Route route) throws IOException {
        Operation operation = route.operation();
        out.writeStringField(
                "operationId",
                route.method().toLowerCase(Locale.ROOT)
                        + path.replaceFirst("^/api/v1", "")
                                .replaceAll("[{}]", "")
                                .replace('/', '_'));
        out.writeStringField("summary", operation.summary());
        security(out, route);
        out.writeArrayFieldStart("parameters");
        for (Input segment : operation.segments()) {
            parameter(out, segment, "path");
        }
        for (Input parameter : operation.parameters()) {
            parameter(out, parameter, "query");
        }
        out.writeEndArray();
        if (route.method().equals("POST")) {
            body(out, operation.fields());
        }
        out.writeObjectFieldStart("responses");
        answer(out, "200", operation.summary(), operation);
        for (Map.Entry<Integer, List<ProblemCode>> problems :
                byStatus(problems(route)).entrySet()) {
            out.writeObjectFieldStart(String.valueOf(problems.getKey()));
            if (EVERYWHERE.containsAll(problems.getValue())) {
                out.writeStringField("$ref", "#/components/responses/" + problems.getKey());
            } else {
                problem(out, problems.getValue());
            }
            out.writeEndObject();
        }
        if (!operation.unwell().isEmpty()) {
            answer(out, "503", operation.unwell(), operation);
        }
        out.writeEndObject();
    }

    private static void security(JsonGenerator out, Route route) throws IOException {
        out.writeArrayFieldStart("security");
        if (!route.open()) {
            scheme(out, "token");
            if (route.forSession()) {
                scheme(out, "session");
            }
        }
        out.writeEndArray();
    }

    private static void scheme(JsonGenerator out, String name) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart(name);
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void parameter(JsonGenerator out, Input input, String place) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", input.name());
        out.writeStringField("in", place);
        out.writeStringField("description", input.description());
        out.writeBooleanField("required", input.required() || place.equals("path"));
        out.writeObjectFieldStart("schema");
        if (input.repeatable()) {
            out.writeStringField("type", "array");
            out.writeObjectFieldStart("items");
            type(out, input.schema());
            out.writeEndObject();
        } else {
            type(out, input.schema());
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private static void body(JsonGenerator out, List<Input> fields) throws IOException {
        out.writeObjectFieldStart("requestBody");
        out.writeBooleanField("required", fields.stream().anyMatch(Input::required));
        out.writeObjectFieldStart("content");
        out.writeObjectFieldStart("application/json");
        out.writeObjectFieldStart("schema");
        out.writeStringField("type", "object");
        out.writeObjectFieldStart("properties");
        for (Input field : fields) {
            out.writeObjectFieldStart(field.name());
            type(out, field.schema());
            out.writeStringField("description", field.description());
            out.writeEndObject();
        }
        out.writeEndObject();
        out.writeArrayFieldStart("required");
        for (Input field : fields) {
            if (field.required()) {
                out.writeString(field.name());
            }
        }
        out.writeEndArray();
        out.writeBooleanField("additionalProperties", false);
        out.writeEndObject();
        out.writeEndObject();
        out.writeEndObject();
        out.writeEndObject();
    }

    /** Types of JSON Schema begin with a small letter, names of schemas with a capital. */
    private static void type(JsonGenerator out, String schema) throws IOException {
        if (Character.isUpperCase(schema.charAt(0))) {
            out.writeStringField("$ref", "#/components/schemas/" + schema);
        } else {
            out.writeStringField("type", schema);
        }
    }

    private static void answer(JsonGenerator out, String status, String meaning, Operation operation)
            throws IOException {
        out.writeObjectFieldStart(status);
        out.writeStringField("description", meaning);
        out.writeObjectFieldStart("content");
        for (String type : operation.types()) {
            content(out, type, type.endsWith("json") ? operation.schema() : "string");
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private static void problem(JsonGenerator out, List<ProblemCode> codes) throws IOException {
        out.writeStringField(
                "description", codes.stream().map(ProblemCode::title).collect(Collectors.joining("; or ")));
        out.writeObjectFieldStart("content");
        content(out, "application/problem+json", "Problem");
        out.writeEndObject();
    }

    private static void content(JsonGenerator out, String type, String schema) throws IOException {
        out.writeObjectFieldStart(type);
        out.writeObjectFieldStart("schema");
        type(out, schema);
        out.writeEndObject();
        out.writeEndObject();
    }

    private static List<ProblemCode> problems(Route route) {
        List<ProblemCode> all = new ArrayList<>(ALWAYS);
        if (!route.open()) {
            all.addAll(UNLESS_OPEN);
            if (!route.forSession() || route.method().equals("POST")) {
                all.add(ProblemCode.NOT_FOR_SESSIONS);
            }
        }
        if (route.method().equals("POST")) {
            all.addAll(OF_A_BODY);
        }
        all.addAll(route.operation().problems());
        return all;
    }

    private static Map<Integer, List<ProblemCode>> byStatus(List<ProblemCode> codes) {
        Map<Integer, List<ProblemCode>> byStatus = new TreeMap<>();
        for (ProblemCode code : codes) {
            byStatus.computeIfAbsent(code.status(), status -> new ArrayList<>()).add(code);
        }
        return byStatus;
    }

    /** Those of the resource, and the words that enumerations have. */
    private static void schemas(JsonGenerator out) throws IOException {
        try (InputStream in = OpenApi.class.getResourceAsStream(SCHEMAS);
                JsonParser parser = new JsonFactory().createParser(Objects.requireNonNull(in, SCHEMAS))) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                out.copyCurrentStructure(parser);
            }
        }
        names(out, "Decision", Decision.values());
        names(out, "EventKind", EventKind.values());
        names(out, "InService", InService.values());
        names(out, "JobAction", Intervention.Action.values());
        names(out, "JobActionOutcome", Intervention.Outcome.values());
        names(out, "Phase", CleanupListener.Phase.values());
        names(out, "RunOutcome", RunOutcome.values());
        names(out, "TerminationResult", TerminationResult.values());
        names(out, "TerminationSignal", TerminationSignal.values());
        names(out, "Trigger", Trigger.values());
        words(out, "DaemonState", Arrays.stream(DaemonStatus.State.values()).map(DaemonStatus.State::word));
        words(out, "TrendRange", TrendRange.words().stream());
        words(out, "ProblemType", Arrays.stream(ProblemCode.values()).map(ProblemCode::type));
    }

    private static void names(JsonGenerator out, String schema, Enum<?>... values) throws IOException {
        words(out, schema, Arrays.stream(values).map(Enum::name));
    }

    private static void words(JsonGenerator out, String schema, Stream<String> words) throws IOException {
        out.writeObjectFieldStart(schema);
        out.writeStringField("type", "string");
        out.writeArrayFieldStart("enum");
        for (String word : words.toList()) {
            out.writeString(word);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void securitySchemes(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("securitySchemes");
        out.writeObjectFieldStart("token");
        out.writeStringField("type", "http");
        out.writeStringField("scheme", "bearer");
        out.writeStringField("description", "The access token in the state folder; new at every start.");
        out.writeEndObject();
        out.writeObjectFieldStart("session");
        out.writeStringField("type", "apiKey");
        out.writeStringField("in", "header");
        out.writeStringField("name", "Authorization");
        out.writeStringField("description", "Session, a blank, and the secret of a dashboard session.");
        out.writeEndObject();
        out.writeEndObject();
    }
}
