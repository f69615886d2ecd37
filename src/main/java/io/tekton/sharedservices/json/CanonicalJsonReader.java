package io.tekton.sharedservices.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link CanonicalJson} writes. */
public final class CanonicalJsonReader {
    /** The difference of a large configuration is one text. */
    private static final JsonFactory READING = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private CanonicalJsonReader() {}

    /**
     * @return the object's fields in their order; numbers are {@code Long}
     * @throws IllegalArgumentException if the text is no object of such JSON
     */
    public static Map<String, @Nullable Object> read(String text) {
        try (JsonParser in = READING.createParser(text)) {
            if (in.nextToken() == JsonToken.START_OBJECT) {
                Map<String, @Nullable Object> object = object(in);
                if (in.nextToken() == null) {
                    return object;
                }
            }
            throw new IllegalArgumentException("not one object of canonical JSON");
        } catch (IOException e) {
            throw new IllegalArgumentException("no canonical JSON", e);
        }
    }

    private static Map<String, @Nullable Object> object(JsonParser in) throws IOException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            in.nextToken();
            fields.put(name, value(in));
        }
        return fields;
    }

    private static @Nullable Object value(JsonParser in) throws IOException {
        switch (in.currentToken()) {
            case START_OBJECT:
                return object(in);
            case START_ARRAY:
                List<@Nullable Object> elements = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(in));
                }
                return elements;
            case VALUE_NUMBER_INT:
                return in.getLongValue();
            case VALUE_TRUE, VALUE_FALSE:
                return in.getBooleanValue();
            case VALUE_NULL:
                return null;
            case VALUE_STRING:
                return in.getText();
            default:
                throw new IllegalArgumentException("canonical JSON has no " + in.currentToken());
        }
    }

    /** The object's texts and numbers as text; what is null or has parts is left out. */
    public static Map<String, String> texts(String object) {
        Map<String, String> texts = new LinkedHashMap<>();
        read(object).forEach((name, value) -> {
            if (value != null && !(value instanceof Map) && !(value instanceof List)) {
                texts.put(name, value.toString());
            }
        });
        return texts;
    }
}
