package io.tekton.sharedservices.web.route;

/**
 * A value that a route takes: in the path, in the query, or as a field of the body.
 *
 * @param schema a type of JSON Schema in lower case, or the name of a schema in {@code openapi/schemas.json}
 * @param description of what it means, for the API's description
 * @param repeatable whether a query may give it more than once
 */
public record Input(String name, String schema, String description, boolean required, boolean repeatable) {
    public static final Input SINCE = of("since", "Moment", "what happened at that time or later");
    public static final Input UNTIL = of("until", "Moment", "what happened before that time");
    public static final Input LIMIT = of("limit", "Limit", "how many at most; 50 unless given");
    public static final Input ACTOR =
            of("actor", "Actor", "who asks, for the record; api unless given, and never given by a dashboard session");
    public static final Input REASON = of("reason", "Reason", "why, for the record");

    public static Input of(String name, String schema, String description) {
        return new Input(name, schema, description, false, false);
    }

    /** The same; a request without it is refused. */
    public Input needed() {
        return new Input(name, schema, description, true, repeatable);
    }

    /** The same; a query may give it more than once. */
    public Input repeated() {
        return new Input(name, schema, description, required, true);
    }
}
