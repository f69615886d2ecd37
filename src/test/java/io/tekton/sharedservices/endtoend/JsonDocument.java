package io.tekton.sharedservices.endtoend;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A document that the program printed, as a tree of maps, lists, and scalars as text. */
record JsonDocument(@Nullable Object tree) {
    static JsonDocument parse(String text) {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            parser.nextToken();
            JsonDocument document = new JsonDocument(value(parser));
            if (parser.nextToken() != null) {
                throw new AssertionError("more than one document: " + text);
            }
            return document;
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                object.put(name, value(parser));
            }
            return object;
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            List<@Nullable Object> array = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                array.add(value(parser));
            }
            return array;
        }
        return parser.currentToken() == JsonToken.VALUE_NULL ? null : parser.getText();
    }

    /** The scalar at a path such as {@code runs/0/outcome}. */
    @Nullable
    String at(String path) {
        Object at = tree;
        for (String step : path.split("/")) {
            at = at instanceof List<?> list ? list.get(Integer.parseInt(step)) : ((Map<?, ?>) at).get(step);
        }
        return at == null ? null : at.toString();
    }

    /** The objects of an array at the top. */
    List<Map<?, ?>> array(String name) {
        List<Map<?, ?>> objects = new ArrayList<>();
        ((List<?>) ((Map<?, ?>) tree).get(name)).forEach(element -> objects.add((Map<?, ?>) element));
        return objects;
    }
}
