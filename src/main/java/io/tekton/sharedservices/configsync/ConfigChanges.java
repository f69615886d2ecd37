package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.audit.ConfigChange;
import io.tekton.sharedservices.registry.JsonText;
import io.tekton.sharedservices.registry.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of specialists in which one configuration says something else than another. Pure. */
final class ConfigChanges {
    private final JsonText from;
    private final JsonText to;
    private final List<ConfigChange> changes = new ArrayList<>();

    private ConfigChanges(JsonText from, JsonText to) {
        this.from = from;
        this.to = to;
    }

    /** All of them, in the order of {@code to}, and then what only {@code from} has. */
    static List<ConfigChange> between(ConfigDocument from, ConfigDocument to) {
        ConfigChanges changes = new ConfigChanges(from.json(), to.json());
        for (String component : names(from.specialists(), to.specialists())) {
            JsonValue.Object before = object(from.specialists(), component);
            JsonValue.Object after = object(to.specialists(), component);
            for (String field : names(before, after)) {
                changes.compare(component, field, get(before, field), get(after, field));
            }
        }
        return changes.changes;
    }

    private void compare(String component, String field, @Nullable JsonValue before, @Nullable JsonValue after) {
        if (before instanceof JsonValue.Object one && after instanceof JsonValue.Object other) {
            for (String name : names(one, other)) {
                compare(component, field + "." + name, get(one, name), get(other, name));
            }
            return;
        }
        if (before == null || after == null || !JsonEquality.same(before, after)) {
            changes.add(new ConfigChange(
                    component, field, before == null ? null : from.raw(before), after == null ? null : to.raw(after)));
        }
    }

    private static Set<String> names(JsonValue.@Nullable Object before, JsonValue.@Nullable Object after) {
        Set<String> names = new LinkedHashSet<>();
        if (after != null) {
            after.members().forEach(member -> names.add(member.name()));
        }
        if (before != null) {
            before.members().forEach(member -> names.add(member.name()));
        }
        return names;
    }

    private static JsonValue.@Nullable Object object(JsonValue.@Nullable Object of, String name) {
        return get(of, name) instanceof JsonValue.Object object ? object : null;
    }

    private static @Nullable JsonValue get(JsonValue.@Nullable Object of, String name) {
        return of == null ? null : of.get(name);
    }
}
