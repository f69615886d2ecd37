package io.tekton.sharedservices.registry;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tekton.sharedservices.json.FileFault;
import io.tekton.sharedservices.json.StrictJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Whether the value in the place of an entry is an entry. An unknown shape must not be read as a registration without a
 * pid, nor as fewer registrations than the file holds: one level too many, entries inside an entry, a process id under
 * another name. Not thread-safe.
 */
final class EntryShape {
    private final String entry;
    private final JsonLocation start;
    private final EntryFields fields = new EntryFields();
    private final EntryFields metadata = new EntryFields();
    private @Nullable FileFault wrongType;
    private @Nullable JsonLocation nested;
    private @Nullable JsonLocation pidElsewhere;

    /**
     * @param entry in words, for messages
     * @param start where it begins
     */
    EntryShape(String entry, JsonLocation start) {
        this.entry = entry;
        this.start = start;
    }

    /**
     * Takes note of a field of the entry; the parser is at its value and stays there.
     *
     * @throws FileFault if an object or an array is in the place of a plain value
     */
    void field(JsonParser in, String name) throws FileFault {
        JsonToken value = in.currentToken();
        String allowed = EntryFields.allowedInstead(name, value);
        if (!allowed.isEmpty()) {
            FileFault fault = at(
                    in.currentTokenLocation(),
                    "has " + StrictJson.kind(value) + " as " + entry + ", \"" + name + "\"; allowed is " + allowed);
            if (value.isStructStart()) {
                throw fault;
            }
            wrongType = wrongType == null ? fault : wrongType;
        }
        fields.add(name, value);
    }

    /** Takes note of a field of the entry's {@code metadata}; the parser is at its value and stays there. */
    void metadataField(JsonParser in, String name) {
        metadata.add(name, in.currentToken());
    }

    /** Passes over a value that is not read, and takes note of what should not be in it. */
    void unread(JsonParser in, String name) throws IOException {
        JsonToken value = in.currentToken();
        if (pidElsewhere == null && EntryFields.isPid(name, in)) {
            pidElsewhere = in.currentTokenLocation();
        }
        if (value == JsonToken.START_ARRAY) {
            while (in.nextToken() != JsonToken.END_ARRAY) {
                unread(in, "");
            }
        } else if (value == JsonToken.START_OBJECT) {
            JsonLocation here = in.currentTokenLocation();
            EntryFields inside = new EntryFields();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String field = in.currentName();
                inside.add(field, in.nextToken());
                unread(in, field);
            }
            if (inside.isEntry() && nested == null) {
                nested = here;
            }
        }
    }

    /**
     * Asked at the entry's end.
     *
     * @param hasPid whether a pid was found where it belongs
     * @throws FileFault if this is no entry
     */
    void mustBeAnEntry(boolean hasPid) throws FileFault {
        if (!fields.any() && wrongType != null) {
            throw wrongType;
        }
        if (!fields.any()) {
            throw at(
                    start, "has " + entry + " with none of the fields of an entry; allowed are " + EntryFields.ALLOWED);
        }
        if (nested != null) {
            throw at(nested, "has another entry inside " + entry + "; allowed are entries at the top level only");
        }
        if (metadata.isEntry() && !fields.anyBesidesMetadata()) {
            throw at(
                    start,
                    "has in " + entry
                            + " nothing but \"metadata\", and an entry in its place; allowed are entries at the "
                            + "top level only");
        }
        if (pidElsewhere != null && !hasPid) {
            throw at(
                    pidElsewhere,
                    "has in " + entry
                            + " a process id where none is read; allowed is \"pid\" in the entry or in its "
                            + "\"metadata\"");
        }
    }

    private static FileFault at(JsonLocation place, String problem) {
        return FileFault.at(place.getLineNr(), place.getColumnNr(), problem);
    }
}
