package io.tekton.sharedservices.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import org.jspecify.annotations.Nullable;

/**
 * How foreign files are parsed: nothing that is not plain JSON is taken, and no value of a file gets into a message.
 */
public final class StrictJson {
    private static final int DEEPEST = 200;

    private StrictJson() {}

    /** Makes parsers that refuse a key twice in one object and what is nested too deep. */
    public static JsonFactory factory() {
        JsonFactoryBuilder builder = new JsonFactoryBuilder();
        // the names of such files are seen once: a table of them would only grow, and can be flooded
        builder.disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES);
        builder.disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
        builder.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
        builder.streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build());
        return builder.build();
    }

    /**
     * The message is ours, since the parser's messages quote the file. A limit has no position, so the parser's
     * position is used.
     */
    public static FileFault fault(JsonProcessingException e, JsonParser in) {
        String problem;
        if (e instanceof JsonEOFException) {
            problem = "ends in the middle; allowed is one whole JSON object";
        } else if (e instanceof StreamConstraintsException) {
            problem = "is nested deeper than " + DEEPEST + " levels, or has a name, text or number that is too long";
        } else if (String.valueOf(e.getOriginalMessage()).startsWith("Duplicate")) {
            problem = "has a key twice in one object; allowed is each key once";
        } else {
            problem = "is not JSON from here on";
        }
        JsonLocation place = e.getLocation() == null ? in.currentLocation() : e.getLocation();
        return FileFault.at(place.getLineNr(), place.getColumnNr(), problem);
    }

    public static String kind(@Nullable JsonToken token) {
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "text";
            case VALUE_NUMBER_INT -> "a whole number";
            case VALUE_NUMBER_FLOAT -> "a number with a fraction or exponent";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            case VALUE_NULL -> "null";
            default -> "something else";
        };
    }
}
