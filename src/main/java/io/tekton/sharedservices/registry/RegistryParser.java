package io.tekton.sharedservices.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.tekton.sharedservices.json.FileFault;
import io.tekton.sharedservices.json.StrictJson;
import io.tekton.sharedservices.json.StrictUtf8;
import io.tekton.sharedservices.text.PrintableText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of one registry file, the platform's or the wrapped CIs': one JSON object with an object for each
 * entry. Takes nothing that is not plain JSON, and lets no value of the file into a message: a registry can hold
 * secrets. Thread-safe.
 */
final class RegistryParser {
    private static final int LONGEST_SHOWN = 80;

    private final JsonFactory json = StrictJson.factory();

    /**
     * @param file named in each registration
     * @return the entries in their order; empty for {@code {}} alone
     * @throws FileFault if the bytes are anything but a registry
     */
    List<Registration> parse(byte[] bytes, Path file) throws FileFault {
        StrictUtf8.check(bytes);
        try (JsonParser in =
                json.createParser(new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8))) {
            try {
                return entries(in, file);
            } catch (JsonProcessingException e) {
                throw StrictJson.fault(e, in);
            }
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    private static List<Registration> entries(JsonParser in, Path file) throws IOException, FileFault {
        JsonToken first = in.nextToken();
        if (first == null) {
            throw FileFault.at(1, 1, "is empty; allowed is one JSON object");
        }
        if (first != JsonToken.START_OBJECT) {
            throw here(in, "is " + StrictJson.kind(first) + "; allowed is one JSON object");
        }
        List<Registration> entries = new ArrayList<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            entries.add(entry(in, in.currentName(), file));
        }
        if (in.nextToken() != null) {
            throw here(in, "has text after its end; allowed is one JSON object");
        }
        return entries;
    }

    private static Registration entry(JsonParser in, String id, Path file) throws IOException, FileFault {
        String entry = "entry \"" + PrintableText.escaped(id, LONGEST_SHOWN) + '"';
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw wrong(in, entry, "an object");
        }
        EntryShape shape = new EntryShape(entry, in.currentTokenLocation());
        String name = null;
        String component = null;
        Double registeredAt = null;
        Set<Integer> pids = new LinkedHashSet<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            in.nextToken();
            shape.field(in, field);
            switch (field) {
                case "name" -> name = text(in, entry + ", \"name\"");
                case "component" -> component = text(in, entry + ", \"component\"");
                case "registered_at" -> registeredAt = number(in);
                case "pid" -> addPid(in, entry + ", \"pid\"", pids);
                case "metadata" -> addPidOfMetadata(in, entry + ", \"metadata\"", pids, shape);
                default -> shape.unread(in, field);
            }
        }
        shape.mustBeAnEntry(!pids.isEmpty());
        return new Registration(id, name, component, pids, registeredAt, file);
    }

    private static void addPidOfMetadata(JsonParser in, String metadata, Set<Integer> pids, EntryShape shape)
            throws IOException, FileFault {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw wrong(in, metadata, "an object");
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            in.nextToken();
            shape.metadataField(in, field);
            if ("pid".equals(field)) {
                addPid(in, metadata + ", \"pid\"", pids);
            } else {
                shape.unread(in, field);
            }
        }
    }

    private static void addPid(JsonParser in, String what, Set<Integer> pids) throws IOException, FileFault {
        JsonToken token = in.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        String allowed = "a whole number from 1 to " + Integer.MAX_VALUE + " or its digits as text";
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_STRING) {
            throw wrong(in, what, allowed);
        }
        int pid = pid(in.getText());
        if (pid <= 0) {
            throw here(in, "has in " + what + " no process id; allowed is " + allowed);
        }
        pids.add(pid);
    }

    /** The number that the digits say, or 0 if they are no number, out of range or too long. */
    private static int pid(String digits) {
        boolean plain =
                !digits.isEmpty() && digits.length() <= 18 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        long pid = plain ? Long.parseLong(digits) : 0;
        return pid <= Integer.MAX_VALUE ? (int) pid : 0;
    }

    private static @Nullable String text(JsonParser in, String what) throws IOException, FileFault {
        return switch (in.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_STRING -> in.getText();
            default -> throw wrong(in, what, "text");
        };
    }

    /** No verdict hangs on this number, so a plain value of another type is no fault of the registry; it is none. */
    private static @Nullable Double number(JsonParser in) throws IOException {
        if (!in.currentToken().isNumeric()) {
            return null;
        }
        double value = in.getDoubleValue();
        return Double.isFinite(value) ? value : null;
    }

    private static FileFault wrong(JsonParser in, String what, String allowed) {
        return here(in, "has " + StrictJson.kind(in.currentToken()) + " as " + what + "; allowed is " + allowed);
    }

    private static FileFault here(JsonParser in, String problem) {
        JsonLocation place = in.currentTokenLocation();
        return FileFault.at(place.getLineNr(), place.getColumnNr(), problem);
    }
}
