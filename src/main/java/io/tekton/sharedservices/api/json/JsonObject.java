package io.tekton.sharedservices.api.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import io.tekton.sharedservices.json.FileFault;
import io.tekton.sharedservices.json.RecordCodec;
import io.tekton.sharedservices.json.StrictJson;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.text.HostZone;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as it was read, with its fields by type. A missing field or one of the wrong type is a
 * {@link JsonFault} that names it; a null field is treated as missing.
 */
public final class JsonObject {
    /**
     * In characters; the difference of a large configuration is one text. What strangers send is bounded before it
     * comes here.
     */
    private static final int LONGEST_TEXT = 256 * 1024 * 1024;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LONGEST_TEXT)
                    .build())
            .build();

    /** The text is not JSON, or not the expected JSON; the message says what and where. */
    public static final class JsonFault extends IOException {
        private static final long serialVersionUID = 1L;

        public JsonFault(String message) {
            super(message);
        }
    }

    /** A number with a fraction or an exponent. */
    private record Fraction(String spelled) {}

    private final String place;
    private final Map<String, @Nullable Object> fields;

    private JsonObject(String place, Map<String, @Nullable Object> fields) {
        this.place = place;
        this.fields = fields;
    }

    /**
     * Reads one object and nothing after it.
     *
     * @throws JsonFault if it is not an object
     * @throws IOException if reading fails
     */
    public static JsonObject read(InputStream in) throws IOException {
        return read(FACTORY.createParser(in));
    }

    /** As {@link #read(InputStream)}, from a text. */
    public static JsonObject read(String text) throws IOException {
        return read(FACTORY.createParser(text));
    }

    private static JsonObject read(JsonParser parser) throws IOException {
        try (parser) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonFault("not a JSON object");
            }
            JsonObject object = object(parser, "");
            if (parser.nextToken() != null) {
                throw new JsonFault("unexpected text after the JSON object");
            }
            return object;
        } catch (StreamReadException e) {
            FileFault what = StrictJson.fault(e, parser);
            JsonFault fault = new JsonFault(
                    "no JSON at line " + what.line() + ", column " + what.column() + ": it " + what.problem());
            fault.initCause(e);
            throw fault;
        } catch (StreamConstraintsException e) {
            JsonFault fault = new JsonFault("not usable: nested too deeply, or a number or name in it is too long");
            fault.initCause(e);
            throw fault;
        }
    }

    private static JsonObject object(JsonParser parser, String place) throws IOException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser, place.isEmpty() ? name : place + "." + name));
        }
        return new JsonObject(place, fields);
    }

    private static @Nullable Object value(JsonParser parser, String place) throws IOException {
        JsonToken token = parser.currentToken();
        switch (token) {
            case START_OBJECT:
                return object(parser, place);
            case START_ARRAY:
                List<@Nullable Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser, place + "[" + items.size() + "]"));
                }
                return items;
            case VALUE_STRING:
                return parser.getText();
            case VALUE_NUMBER_INT:
                return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? parser.getBigIntegerValue()
                        : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT:
                // as it is spelled: 1e999999999 would take forever to work out, and nobody asks for it
                return new Fraction(parser.getText());
            case VALUE_TRUE:
                return true;
            case VALUE_FALSE:
                return false;
            case VALUE_NULL:
                return null;
            default:
                throw new JsonFault(place + " is a " + token + ", which has no place here");
        }
    }

    /** The names of all fields. */
    public Set<String> names() {
        return fields.keySet();
    }

    /** @throws JsonFault if a field has another name than these */
    public void allowOnly(String... names) throws JsonFault {
        for (String name : fields.keySet()) {
            if (!List.of(names).contains(name)) {
                throw new JsonFault("unknown field '" + name + "'; known: " + String.join(", ", names));
            }
        }
    }

    public boolean has(String name) {
        return fields.get(name) != null;
    }

    public String text(String name) throws JsonFault {
        return required(name, textOrNull(name));
    }

    public @Nullable String textOrNull(String name) throws JsonFault {
        return typed(name, String.class, "a text");
    }

    public boolean bool(String name) throws JsonFault {
        return required(name, boolOrNull(name));
    }

    public @Nullable Boolean boolOrNull(String name) throws JsonFault {
        return typed(name, Boolean.class, "true or false");
    }

    public long number(String name) throws JsonFault {
        return required(name, numberOrNull(name));
    }

    public @Nullable Long numberOrNull(String name) throws JsonFault {
        return typed(name, Long.class, "a whole number");
    }

    public int integer(String name) throws JsonFault {
        long number = number(name);
        if (number != (int) number) {
            throw new JsonFault(path(name) + " is " + number + ", which is too large");
        }
        return (int) number;
    }

    public Instant time(String name) throws JsonFault {
        return required(name, timeOrNull(name));
    }

    public @Nullable Instant timeOrNull(String name) throws JsonFault {
        String text = textOrNull(name);
        try {
            return text == null ? null : HostZone.parse(text);
        } catch (DateTimeException e) {
            throw new JsonFault(path(name) + " is no ISO 8601 time with an offset: " + text);
        }
    }

    public <E extends Enum<E>> E constant(String name, Class<E> type) throws JsonFault {
        return required(name, constantOrNull(name, type));
    }

    public <E> @Nullable E constantOrNull(String name, Class<E> type) throws JsonFault {
        String text = textOrNull(name);
        for (E constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(text)) {
                return constant;
            }
        }
        if (text != null) {
            throw new JsonFault(path(name) + " is '" + text + "'; known: " + Arrays.toString(type.getEnumConstants()));
        }
        return null;
    }

    public JsonObject object(String name) throws JsonFault {
        return required(name, objectOrNull(name));
    }

    public @Nullable JsonObject objectOrNull(String name) throws JsonFault {
        return typed(name, JsonObject.class, "an object");
    }

    public List<JsonObject> objects(String name) throws JsonFault {
        return list(name, JsonObject.class, "objects");
    }

    public List<String> texts(String name) throws JsonFault {
        return list(name, String.class, "texts");
    }

    public List<Long> numbers(String name) throws JsonFault {
        return list(name, Long.class, "whole numbers");
    }

    /** The same for a list of records. */
    public <T> List<T> all(String name, Reader<T> reader) throws IOException {
        List<T> all = new ArrayList<>();
        for (JsonObject item : objects(name)) {
            all.add(reader.read(item));
        }
        return all;
    }

    /** @throws IOException if the fields are not those of such a record, or contradict each other */
    public <T extends Record> T as(RecordCodec<T> codec) throws IOException {
        try {
            return codec.read(new JsonSource(this));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException("the record contradicts itself: " + Causes.of(e), e);
        }
    }

    public <T extends Record> List<T> records(String name, RecordCodec<T> codec) throws IOException {
        return all(name, item -> item.as(codec));
    }

    /** Makes a record of an object. */
    public interface Reader<T> {
        T read(JsonObject json) throws IOException;
    }

    private <T> List<T> list(String name, Class<T> type, String what) throws JsonFault {
        List<?> items = required(name, typed(name, List.class, "a list"));
        List<T> all = new ArrayList<>();
        for (Object item : items) {
            if (!type.isInstance(item)) {
                throw new JsonFault(path(name) + " must hold " + what);
            }
            all.add(type.cast(item));
        }
        return all;
    }

    private <T> @Nullable T typed(String name, Class<T> type, String what) throws JsonFault {
        Object value = fields.get(name);
        if (value != null && !type.isInstance(value)) {
            throw new JsonFault(path(name) + " must be " + what);
        }
        return type.cast(value);
    }

    private <T> T required(String name, @Nullable T value) throws JsonFault {
        if (value == null) {
            throw missing(name);
        }
        return value;
    }

    JsonFault missing(String name) {
        return new JsonFault(path(name) + " is missing");
    }

    private String path(String name) {
        return place.isEmpty() ? name : place + "." + name;
    }
}
