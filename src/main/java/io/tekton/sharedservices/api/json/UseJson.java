package io.tekton.sharedservices.api.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tekton.sharedservices.process.ProcessFacts.Memory;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What processes use, as fields of JSON, and back. */
final class UseJson {
    private UseJson() {}

    /** {@code memoryBytes} and {@code memoryKind}: into the open object. */
    static void memory(JsonGenerator out, @Nullable Memory memory) throws IOException {
        if (memory == null) {
            out.writeNullField("memoryBytes");
            out.writeNullField("memoryKind");
        } else {
            out.writeNumberField("memoryBytes", memory.bytes());
            out.writeStringField("memoryKind", memory.kind().name());
        }
    }

    /** Null where the fields are null, or missing as in an older daemon's JSON. */
    static @Nullable Memory memory(JsonObject json) throws IOException {
        if (!json.has("memoryBytes") || !json.has("memoryKind")) {
            return null;
        }
        Long bytes = json.numberOrNull("memoryBytes");
        Memory.Kind kind = json.constantOrNull("memoryKind", Memory.Kind.class);
        return bytes == null || kind == null ? null : new Memory(bytes, kind);
    }

    /** As {@link #memory(JsonObject)}. */
    static @Nullable Duration cpu(JsonObject json) throws IOException {
        Long millis = json.has("cpuMillis") ? json.numberOrNull("cpuMillis") : null;
        return millis == null ? null : Duration.ofMillis(millis);
    }
}
