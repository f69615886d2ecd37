package io.tekton.sharedservices.golden;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.tekton.sharedservices.golden.Http.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The API's description as a daemon answers it, and whether other answers are as it says. */
final class ApiDescription {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    private final JsonNode document;
    private final ObjectNode components;

    ApiDescription(String document) {
        this.document = MAPPER.readTree(document);
        this.components = (ObjectNode) this.document.get("components").deepCopy();
        for (Map.Entry<String, JsonNode> schema : components.get("schemas").properties()) {
            close(schema.getValue(), schema.getKey().endsWith("Fields"));
        }
    }

    /** Clients must pass over fields that they do not know; here, a field that is not described is a fault. */
    private static void close(JsonNode schema, boolean partOfAnother) {
        if (schema instanceof ObjectNode object) {
            boolean describesFields = object.has("allOf") || object.has("properties");
            if (describesFields && !partOfAnother && !object.has("additionalProperties")) {
                object.put("unevaluatedProperties", false);
            }
            for (Map.Entry<String, JsonNode> part : object.properties()) {
                if (part.getKey().equals("properties")) {
                    part.getValue().forEach(property -> close(property, false));
                } else {
                    close(part.getValue(), part.getKey().equals("allOf"));
                }
            }
        } else if (schema.isArray()) {
            schema.forEach(part -> close(part, partOfAnother));
        }
    }

    /** What is wrong with the description by the schema of OpenAPI 3.1, and with its schemas by theirs. */
    List<String> faults() throws IOException {
        List<String> faults = new ArrayList<>();
        try (InputStream in = ApiDescription.class.getResourceAsStream("/openapi/openapi-3.1.json")) {
            String schema = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            faults.addAll(texts(SCHEMAS.getSchema(schema).validate(document)));
        }
        Schema ofSchemas = SCHEMAS.getSchema(
                com.networknt.schema.SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
        for (Map.Entry<String, JsonNode> schema :
                document.get("components").get("schemas").properties()) {
            texts(ofSchemas.validate(schema.getValue())).forEach(fault -> faults.add(schema.getKey() + ": " + fault));
        }
        Set<String> named = new TreeSet<>();
        for (JsonNode reference : document.findValues("$ref")) {
            if (document.at(reference.asString().substring(1)).isMissingNode()) {
                faults.add("nothing is at " + reference.asString());
            }
            named.add(reference.asString().replaceFirst("^#/components/(schemas|responses)/", ""));
        }
        Set<String> defined = new TreeSet<>();
        components.get("schemas").propertyNames().forEach(defined::add);
        components.get("responses").propertyNames().forEach(defined::add);
        defined.removeAll(named);
        if (!defined.isEmpty()) {
            faults.add("nothing refers to " + defined);
        }
        return faults;
    }

    /** The names of the golden files of the routes that are described. */
    Set<String> routes() {
        Set<String> names = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            for (String method : path.getValue().propertyNames()) {
                names.add(Routes.name(
                        method.toUpperCase(Locale.ROOT), path.getKey().substring(1)));
            }
        }
        return names;
    }

    /**
     * What of an answer is not as described.
     *
     * @param request such as {@code GET /api/v1/status?x=1}
     * @return nothing for requests of what is not described, and for streams whose beginning alone was read
     */
    List<String> faults(String request, Answer answer) {
        JsonNode operation = operation(request);
        if (operation == null) {
            return List.of();
        }
        JsonNode response = operation.get("responses").get(String.valueOf(answer.status()));
        if (response != null && response.has("$ref")) {
            response = document.at(response.get("$ref").asString().substring(1));
        }
        if (response == null) {
            return List.of(request + ": no response of status " + answer.status() + " is described");
        }
        String type = answer.headers().getOrDefault("content-type", "").replaceFirst(";.*", "");
        JsonNode content = response.get("content").get(type);
        if (content == null) {
            return List.of(request + ": the type " + type + " is not described for status " + answer.status());
        }
        if (!type.endsWith("json")) {
            return List.of();
        }
        ObjectNode schema = (ObjectNode) content.get("schema").deepCopy();
        schema.put("$schema", SpecificationVersion.DRAFT_2020_12.getDialectId());
        schema.set("components", components);
        Schema compiled = SCHEMAS.getSchema(schema);
        List<String> faults = new ArrayList<>();
        for (String text : type.contains("ndjson") ? answer.body().lines().toList() : List.of(answer.body())) {
            texts(compiled.validate(text, InputFormat.JSON)).forEach(fault -> faults.add(request + ": " + fault));
        }
        return faults;
    }

    private JsonNode operation(String request) {
        String method = request.replaceFirst(" .*", "").toLowerCase(Locale.ROOT);
        String path = request.replaceFirst("^[A-Z]+ ", "").replaceFirst("[?].*", "");
        JsonNode found = null;
        for (Map.Entry<String, JsonNode> described : document.get("paths").properties()) {
            String pattern = described.getKey().replaceAll("[{][a-z]+[}]", "[^/]+");
            if (path.matches(pattern) && described.getValue().has(method)) {
                found = described.getValue().get(method);
            }
        }
        return found;
    }

    private static List<String> texts(List<Error> errors) {
        return errors.stream().map(Error::toString).toList();
    }
}
