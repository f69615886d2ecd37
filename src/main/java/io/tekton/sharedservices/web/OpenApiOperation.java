package io.tekton.sharedservices.web;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.web.route.Input;
import io.tekton.sharedservices.web.route.Operation;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One route in the description of the API: its parameters, its body, and what it can end in. */
final class OpenApiOperation {
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

    private OpenApiOperation() {}

    /** Writes the responses that operations refer to, into the open object. */
    static void writeSharedResponses(JsonGenerator out) throws IOException {
        for (Map.Entry<Integer, List<ProblemCode>> problems :
                byStatus(EVERYWHERE).entrySet()) {
            out.writeObjectFieldStart(String.valueOf(problems.getKey()));
            problem(out, problems.getValue());
            out.writeEndObject();
        }
    }

    /** Writes an operation's fields into the open object. */
    static void write(JsonGenerator out, String path, Route route) throws IOException {
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
}
