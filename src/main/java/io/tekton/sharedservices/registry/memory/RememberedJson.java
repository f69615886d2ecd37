package io.tekton.sharedservices.registry.memory;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tekton.sharedservices.json.FileFault;
import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.json.JsonValue;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The memory of registrations as text: one JSON object with its own version. */
final class RememberedJson {
    private static final String VERSION = "1";

    private RememberedJson() {}

    /** @param platform the platform folder that the memory belongs to; for people */
    static byte[] bytes(RememberedRegistrations remembered, String platform) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("version", VERSION);
            json.writeStringField("platform", platform);
            texts(json, "files", remembered.files());
            time(json, "firstBelieved", remembered.firstBelieved());
            time(json, "lastBelieved", remembered.lastBelieved());
            texts(json, "rules", remembered.rules());
            json.writeArrayFieldStart("seen");
            for (SeenRegistration one : remembered.seen()) {
                seen(json, one);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return out.toByteArray();
    }

    private static void seen(JsonGenerator json, SeenRegistration one) throws IOException {
        json.writeStartObject();
        json.writeStringField("bootId", one.identity().bootId());
        json.writeStringField("pidNamespace", one.pidNamespace());
        json.writeNumberField("pid", one.identity().pid());
        json.writeNumberField("startTicks", one.identity().startTicks());
        texts(json, "ids", one.ids());
        json.writeStringField("file", one.file());
        json.writeNumberField("lastSeen", one.lastSeen());
        json.writeNumberField("unregistered", one.unregistered());
        json.writeNumberField("missed", one.missed());
        json.writeBooleanField("counted", one.counted());
        json.writeBooleanField("ended", one.ended());
        json.writeEndObject();
    }

    private static void texts(JsonGenerator json, String name, Collection<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private static void time(JsonGenerator json, String name, @Nullable ReadingTime time) throws IOException {
        if (time == null) {
            json.writeNullField(name);
            return;
        }
        json.writeObjectFieldStart(name);
        json.writeStringField("bootId", time.bootId());
        json.writeNumberField("bootMillis", time.bootMillis());
        json.writeNumberField("epochMillis", time.epochMillis());
        json.writeEndObject();
    }

    /** @throws FileFault if the bytes are not what {@link #bytes} writes */
    static RememberedRegistrations parse(byte[] bytes) throws FileFault {
        JsonValue.Object root = JsonText.parse(bytes).root();
        if (!text(root, "version").equals(VERSION)) {
            throw FileFault.lasting("has another version than " + VERSION);
        }
        try {
            List<SeenRegistration> seen = new ArrayList<>();
            for (JsonValue one : array(root, "seen")) {
                seen.add(seen(object(one)));
            }
            return new RememberedRegistrations(
                    texts(root, "files"),
                    time(root, "firstBelieved"),
                    time(root, "lastBelieved"),
                    texts(root, "rules"),
                    seen);
        } catch (IllegalArgumentException e) {
            throw FileFault.lasting("holds a value that is out of range: " + e.getMessage());
        }
    }

    private static SeenRegistration seen(JsonValue.Object one) throws FileFault {
        return new SeenRegistration(
                new ProcessIdentity(text(one, "bootId"), pid(number(one, "pid")), number(one, "startTicks")),
                text(one, "pidNamespace"),
                texts(one, "ids"),
                text(one, "file"),
                number(one, "lastSeen"),
                number(one, "unregistered"),
                number(one, "missed"),
                flag(one, "counted"),
                flag(one, "ended"));
    }

    private static int pid(long number) throws FileFault {
        if (number != (int) number) {
            throw FileFault.lasting("has a number as \"pid\" that is none");
        }
        return (int) number;
    }

    private static @Nullable ReadingTime time(JsonValue.Object in, String name) throws FileFault {
        JsonValue value = member(in, name);
        if (value instanceof JsonValue.Scalar scalar && scalar.type() == JsonValue.Type.NULL) {
            return null;
        }
        JsonValue.Object time = object(value);
        return new ReadingTime(text(time, "bootId"), number(time, "bootMillis"), number(time, "epochMillis"));
    }

    private static JsonValue member(JsonValue.Object in, String name) throws FileFault {
        JsonValue value = in.get(name);
        if (value == null) {
            throw FileFault.lasting("lacks \"" + name + "\"");
        }
        return value;
    }

    private static JsonValue.Object object(JsonValue value) throws FileFault {
        if (value instanceof JsonValue.Object object) {
            return object;
        }
        throw FileFault.lasting("has " + value.kind() + " where an object belongs");
    }

    private static List<JsonValue> array(JsonValue.Object in, String name) throws FileFault {
        if (member(in, name) instanceof JsonValue.Array array) {
            return array.elements();
        }
        throw FileFault.lasting("has no array as \"" + name + "\"");
    }

    private static Set<String> texts(JsonValue.Object in, String name) throws FileFault {
        Set<String> texts = new TreeSet<>();
        for (JsonValue value : array(in, name)) {
            texts.add(scalar(value, JsonValue.Type.STRING, name));
        }
        return texts;
    }

    private static String text(JsonValue.Object in, String name) throws FileFault {
        return scalar(member(in, name), JsonValue.Type.STRING, name);
    }

    private static long number(JsonValue.Object in, String name) throws FileFault {
        String digits = scalar(member(in, name), JsonValue.Type.NUMBER, name);
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw FileFault.lasting("has no whole number as \"" + name + "\"");
        }
    }

    private static boolean flag(JsonValue.Object in, String name) throws FileFault {
        return scalar(member(in, name), JsonValue.Type.BOOLEAN, name).equals("true");
    }

    private static String scalar(JsonValue value, JsonValue.Type type, String name) throws FileFault {
        if (value instanceof JsonValue.Scalar scalar && scalar.type() == type) {
            return scalar.text();
        }
        throw FileFault.lasting("has a value of another type as \"" + name + "\"");
    }
}
