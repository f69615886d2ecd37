package io.tekton.sharedservices.configsync.plan;

import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.json.JsonEquality;
import io.tekton.sharedservices.json.JsonStyle;
import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.json.JsonValue;
import io.tekton.sharedservices.json.ObjectRewrite;
import io.tekton.sharedservices.json.TextEdit;
import io.tekton.sharedservices.registry.PlatformEntry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a sync owns of one component that the configuration has: {@code port}, {@code active}, and the registry's keys
 * in {@code metadata}.
 */
final class OwnedFields {
    private final JsonText json;
    private final JsonStyle style;
    private final String component;
    private final ObjectRewrite specialist;
    private final List<ConfigChange> changes;
    private final List<TextEdit> edits;

    /** @param changes and {@code edits} are added to */
    OwnedFields(
            JsonText json,
            JsonStyle style,
            String component,
            ObjectRewrite specialist,
            List<ConfigChange> changes,
            List<TextEdit> edits) {
        this.json = json;
        this.style = style;
        this.component = component;
        this.specialist = specialist;
        this.changes = changes;
        this.edits = edits;
    }

    /** @param entry empty where the registry has no such component */
    void bringInLine(Optional<PlatformEntry> entry) {
        Integer port = entry.map(PlatformEntry::port).orElse(null);
        if (port != null) {
            set(specialist, "port", "port", number(port));
        }
        set(specialist, "active", "active", bool(entry.isPresent()));
        JsonValue.Object metadata = entry.map(PlatformEntry::metadata).orElse(null);
        if (metadata != null && !metadata.members().isEmpty()) {
            merge(specialist, ConfigDocument.METADATA, "\"metadata\"", metadata, ConfigDocument.METADATA);
        }
        edits.addAll(specialist.edits());
    }

    /** Key by key at every level, so that a key that people added to a nested object stays too. */
    private void merge(ObjectRewrite into, String name, String rawName, JsonValue wanted, String field) {
        if (into.value(name) instanceof JsonValue.Object there && wanted instanceof JsonValue.Object object) {
            ObjectRewrite below = new ObjectRewrite(json, style, there, into.isSpread());
            for (JsonValue.Member member : object.members()) {
                merge(below, member.name(), member.rawName(), member.value(), field + "." + member.name());
            }
            edits.addAll(below.edits());
        } else {
            set(into, name, rawName, wanted, field);
        }
    }

    private void set(ObjectRewrite into, String name, String field, JsonValue wanted) {
        set(into, name, '"' + name + '"', wanted, field);
    }

    private void set(ObjectRewrite into, String name, String rawName, JsonValue wanted, String field) {
        JsonValue there = into.value(name);
        if (there == null || !JsonEquality.same(there, wanted)) {
            @Nullable String before = there == null ? null : json.raw(there);
            changes.add(new ConfigChange(component, field, before, into.set(name, rawName, wanted)));
        }
    }

    private static JsonValue number(int value) {
        String raw = Integer.toString(value);
        return new JsonValue.Scalar(0, 0, JsonValue.Type.NUMBER, raw, raw);
    }

    private static JsonValue bool(boolean value) {
        String raw = Boolean.toString(value);
        return new JsonValue.Scalar(0, 0, JsonValue.Type.BOOLEAN, raw, raw);
    }
}
