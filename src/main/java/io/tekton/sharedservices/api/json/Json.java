package io.tekton.sharedservices.api.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.codec.RunCodecs;
import io.tekton.sharedservices.json.RecordCodec;
import io.tekton.sharedservices.text.HostZone;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records as the contract's JSON. Times are ISO 8601 in whole milliseconds with the zone's offset. */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory().setCharacterEscapes(new TerminalEscapes());

    private final HostZone zone;

    /** @param zone whose offset times are written with */
    public Json(HostZone zone) {
        this.zone = zone;
    }

    /** Writes into an open document. */
    public interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /** An object, indented for the eye. */
    public String document(Body body) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        return written(
                body, new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter));
    }

    /** An object on one line. */
    public String line(Body body) {
        return written(body, null);
    }

    private static String written(Body body, @Nullable DefaultPrettyPrinter printer) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            if (printer != null) {
                json.setPrettyPrinter(printer);
            }
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    /** Writes {@code "name": run}. */
    public void run(JsonGenerator json, String name, Run run) {
        object(json, name, RunCodecs.RUN, run);
    }

    /** Writes a record's fields into the open object. */
    public <T extends Record> void fields(JsonGenerator json, RecordCodec<T> codec, T whole) {
        fields(json, codec.map(whole));
    }

    /** Writes a record as an object, or null. */
    public <T extends Record> void object(JsonGenerator json, String name, RecordCodec<T> codec, @Nullable T whole) {
        field(json, name, whole == null ? null : codec.map(whole));
    }

    /** Writes records as an array. */
    public <T extends Record> void list(JsonGenerator json, String name, RecordCodec<T> codec, List<T> records) {
        field(json, name, codec.maps(records));
    }

    public void texts(JsonGenerator json, String name, List<String> texts) {
        field(json, name, texts);
    }

    private void fields(JsonGenerator json, Map<?, ?> object) {
        for (Map.Entry<?, ?> field : object.entrySet()) {
            field(json, field.getKey().toString(), field.getValue());
        }
    }

    private void field(JsonGenerator json, String name, @Nullable Object value) {
        try {
            json.writeFieldName(name);
            value(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + name + " failed", e);
        }
    }

    private void value(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> object) {
            json.writeStartObject();
            fields(json, object);
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                value(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Enum<?> constant) {
            json.writeString(constant.name());
        } else {
            json.writeString(value instanceof Instant time ? time(time) : (String) value);
        }
    }

    /** Writes a text or null. */
    public void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeStringField(name, value);
        }
    }

    /** Writes a time or null. */
    public void time(JsonGenerator json, String name, @Nullable Instant value) throws IOException {
        text(json, name, value == null ? null : time(value));
    }

    /** A time as text. */
    public String time(Instant value) {
        return zone.millis(value);
    }
}
