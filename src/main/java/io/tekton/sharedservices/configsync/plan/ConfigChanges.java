package io.tekton.sharedservices.configsync.plan;

import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.json.JsonEquality;
import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of specialists in which one configuration differs from another. Pure. */
public final class ConfigChanges {
    private final JsonText from;
    private final JsonText to;
    private final List<ConfigChange> changes = new ArrayList<>();

    private ConfigChanges(JsonText from, JsonText to) {
        this.from = from;
        this.to = to;
    }

    /** All of them, in the order of {@code to}, and then what only {@code from} has. */
    public static List<ConfigChange> between(ConfigDocument from, ConfigDocument to) {
        ConfigChanges changes = new ConfigChanges(from.json(), to.json());
        Map<String, JsonValue> befores = members(from.specialists());
        Map<String, JsonValue> afters = members(to.specialists());
        for (String component : names(befores, afters)) {
            Map<String, JsonValue> before = members(befores.get(component));
            Map<String, JsonValue> after = members(afters.get(component));
            for (String field : names(before, after)) {
                changes.compare(component, field, before.get(field), after.get(field));
            }
        }
        return changes.changes;
    }

    private void compare(String component, String field, @Nullable JsonValue before, @Nullable JsonValue after) {
        if (before instanceof JsonValue.Object && after instanceof JsonValue.Object) {
            Map<String, JsonValue> befores = members(before);
            Map<String, JsonValue> afters = members(after);
            for (String name : names(befores, afters)) {
                compare(component, field + "." + name, befores.get(name), afters.get(name));
            }
            return;
        }
        boolean same = before == null ? after == null : after != null && JsonEquality.same(before, after);
        if (!same) {
            changes.add(new ConfigChange(
                    component, field, before == null ? null : from.raw(before), after == null ? null : to.raw(after)));
        }
    }

    private static Set<String> names(Map<String, JsonValue> befores, Map<String, JsonValue> afters) {
        Set<String> names = new LinkedHashSet<>(afters.keySet());
        names.addAll(befores.keySet());
        return names;
    }

    /** Empty for what is no object, or not there. */
    private static Map<String, JsonValue> members(@Nullable JsonValue value) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        if (value instanceof JsonValue.Object object) {
            object.members().forEach(member -> members.put(member.name(), member.value()));
        }
        return members;
    }
}
