package io.tekton.sharedservices.web.route;

import io.tekton.sharedservices.api.ProblemCode;
import java.util.List;

/**
 * What a route takes and answers. Requests are checked against it, and the API's description is made of it.
 *
 * @param summary what it does, in one sentence; empty if it is no part of the described API
 * @param segments the wildcards of the path, in their order
 * @param parameters of the query
 * @param fields of the body
 * @param types the media types of the answer
 * @param schema of an answer that is JSON, or of each line if it is a stream of JSON; empty without JSON
 * @param unwell what a 503 in the media type of the answer means; empty if there is none
 * @param problems besides those that every request can meet
 */
public record Operation(
        String summary,
        List<Input> segments,
        List<Input> parameters,
        List<Input> fields,
        List<String> types,
        String schema,
        String unwell,
        List<ProblemCode> problems) {
    /** Takes nothing, and is no part of the described API. */
    static final Operation NOTHING = new Operation("", List.of(), List.of(), List.of(), List.of(), "", "", List.of());

    /** Answers with a JSON document of this schema. */
    public static Operation json(String schema, String summary) {
        return typed(summary, schema, "application/json");
    }

    /** Answers with text in one of these media types. */
    public static Operation text(String summary, String... types) {
        return typed(summary, "", types);
    }

    /** Answers in one of these media types, with this schema in those that are JSON. */
    public static Operation typed(String summary, String schema, String... types) {
        return new Operation(summary, List.of(), List.of(), List.of(), List.of(types), schema, "", List.of());
    }

    /** The same with these wildcards in its path. */
    public Operation at(Input... named) {
        return new Operation(summary, List.of(named), parameters, fields, types, schema, unwell, problems);
    }

    /** The same with these parameters in its query. */
    public Operation query(Input... allowed) {
        return new Operation(summary, segments, List.of(allowed), fields, types, schema, unwell, problems);
    }

    /** The same with these fields in its body. */
    public Operation body(Input... allowed) {
        return new Operation(summary, segments, parameters, List.of(allowed), types, schema, unwell, problems);
    }

    /** The same; an answer of status 503 has this meaning. */
    public Operation orUnwell(String meaning) {
        return new Operation(summary, segments, parameters, fields, types, schema, meaning, problems);
    }

    /** The same, which can also end in these problems. */
    public Operation or(ProblemCode... codes) {
        return new Operation(summary, segments, parameters, fields, types, schema, unwell, List.of(codes));
    }
}
