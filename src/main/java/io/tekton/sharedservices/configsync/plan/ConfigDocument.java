package io.tekton.sharedservices.configsync.plan;

import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.json.JsonValue;
import io.tekton.sharedservices.text.PrintableText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The text of a CI configuration whose owned parts have the shape that they must have.
 *
 * @param specialists the value of {@code ai_specialists}; null if absent
 */
public record ConfigDocument(JsonText json, JsonValue.@Nullable Object specialists) {
    static final String SPECIALISTS = "ai_specialists";
    static final String LAST_SYNC = "last_sync";
    static final String METADATA = "metadata";

    private static final int LONGEST_SHOWN = 80;

    /** What a configuration is made from if none exists. */
    private static final String BLANK = """
            {
              "version": "1.0.0",
              "last_sync": "",
              "ai_specialists": {}
            }
            """;

    public static ConfigDocument blank() {
        JsonText json = JsonText.of(BLANK);
        return new ConfigDocument(json, (JsonValue.Object) json.root().get(SPECIALISTS));
    }

    /** Empty for what is no configuration. */
    public static Optional<ConfigDocument> read(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.of(of(JsonText.of(text)));
        } catch (CharacterCodingException | IllegalArgumentException | ConfigFault e) {
            return Optional.empty();
        }
    }

    /** @throws ConfigFault if the specialists, one of them, or the metadata of one is no object */
    public static ConfigDocument of(JsonText json) throws ConfigFault {
        JsonValue specialists = json.root().get(SPECIALISTS);
        if (specialists == null) {
            return new ConfigDocument(json, null);
        }
        if (!(specialists instanceof JsonValue.Object object)) {
            throw wrong(json, specialists, '"' + SPECIALISTS + '"', "an object");
        }
        for (JsonValue.Member member : object.members()) {
            String name = "specialist \"" + PrintableText.escaped(member.name(), LONGEST_SHOWN) + '"';
            if (!(member.value() instanceof JsonValue.Object specialist)) {
                throw wrong(json, member.value(), name, "an object");
            }
            JsonValue metadata = specialist.get(METADATA);
            if (metadata != null && !(metadata instanceof JsonValue.Object) && !isNull(metadata)) {
                throw wrong(json, metadata, name + ", \"metadata\"", "an object");
            }
        }
        return new ConfigDocument(json, object);
    }

    /** Their names, as written, in the order of the file. */
    public List<String> components() {
        return specialists == null
                ? List.of()
                : specialists.members().stream().map(JsonValue.Member::name).toList();
    }

    static boolean isNull(JsonValue value) {
        return value instanceof JsonValue.Scalar scalar && scalar.type() == JsonValue.Type.NULL;
    }

    private static ConfigFault wrong(JsonText json, JsonValue value, String what, String allowed) {
        JsonText.Place place = json.place(value.start());
        return new ConfigFault("has, in line " + place.line() + ", column " + place.column() + ", " + value.kind()
                + " as " + what + "; allowed is " + allowed);
    }
}
