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
        out.writeObjectFieldStart("license");
        out.writeStringField("name", "Apache License 2.0");
        out.writeStringField("identifier", "Apache-2.0");
        out.writeEndObject();
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
                OpenApiOperation.write(out, path.getKey(), route);
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
        OpenApiOperation.writeSharedResponses(out);
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
