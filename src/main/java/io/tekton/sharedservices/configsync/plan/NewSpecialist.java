package io.tekton.sharedservices.configsync.plan;

import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.json.JsonStyle;
import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.json.JsonValue;
import io.tekton.sharedservices.registry.PlatformEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A component that the registry has and the configuration lacks, as it comes into the configuration. */
final class NewSpecialist {
    private final String component;
    private final JsonValue.Member member;
    private final List<String> warnings = new ArrayList<>();

    /** @param defaultModel as the configuration spells it; null where it has none */
    NewSpecialist(PlatformEntry entry, @Nullable JsonValue defaultModel) {
        component = entry.registration().effectiveComponent();
        String name = quoted(component);
        List<JsonValue.Member> fields =
                new ArrayList<>(template(name, entry.port()).root().members());
        if (entry.port() == null) {
            warnings.add("the registry has no port for the new component \"" + RegistryIndex.shown(component) + '"');
        }
        if (defaultModel == null) {
            warnings.add("the configuration has no default_model for the new component \""
                    + RegistryIndex.shown(component) + "\": its model is null");
        }
        fields.replaceAll(field -> switch (field.name()) {
            case "model" -> with(field, defaultModel);
            case ConfigDocument.METADATA -> with(field, entry.metadata());
            default -> field;
        });
        member = new JsonValue.Member(0, name, component, new JsonValue.Object(0, 0, fields));
    }

    /** In the order in which people write them. */
    private static JsonText template(String name, @Nullable Integer port) {
        return JsonText.of("{\"component\":" + name + (port == null ? "" : ",\"port\":" + port)
                + ",\"roles\":[],\"model\":null,\"auto_start\":false,\"active\":true,\"metadata\":{}}");
    }

    private static JsonValue.Member with(JsonValue.Member field, @Nullable JsonValue value) {
        return value == null ? field : new JsonValue.Member(0, field.rawName(), field.name(), value);
    }

    JsonValue.Member member() {
        return member;
    }

    List<String> warnings() {
        return warnings;
    }

    List<ConfigChange> changes(JsonStyle style) {
        return ((JsonValue.Object) member.value())
                .members().stream()
                        .map(field -> new ConfigChange(component, field.name(), null, style.onOneLine(field.value())))
                        .toList();
    }

    /** As a JSON text; an unpaired surrogate is escaped. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c < 0x20 || Character.getType(c) == Character.SURROGATE) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append('"').toString();
    }
}
