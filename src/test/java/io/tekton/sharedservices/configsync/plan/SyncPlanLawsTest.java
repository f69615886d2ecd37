package io.tekton.sharedservices.configsync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.configsync.RandomJson;
import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.json.JsonValue;
import io.tekton.sharedservices.json.TextEdit;
import io.tekton.sharedservices.registry.PlatformEntries;
import io.tekton.sharedservices.testing.Rounds;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What holds for every registry and configuration; against a model that knows nothing of texts. */
@Tag(Rounds.LONG_FORM)
class SyncPlanLawsTest {
    private static final int ROUNDS = Rounds.of(1_000, 10_000);
    private static final LocalDateTime NOW = LocalDateTime.parse("2026-03-04T05:06:07.123456");

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void everyPlanIsExactAndLeavesTheRestAlone() throws ConfigFault {
        for (int round = 0; round < ROUNDS; round++) {
            String config = new RandomJson(random).config();
            String registry = new RandomJson(random).registry();
            String what = "seed " + seed + ", round " + round + "\nregistry " + registry + "\nconfiguration " + config;

            ConfigDocument before = ConfigDocument.of(JsonText.of(config));
            SyncPlan plan = SyncPlan.of(PlatformEntries.of(registry), before, NOW);
            String text = TextEdit.apply(config, plan.edits());
            JsonText after = JsonText.of(text);

            Map<String, Object> expected = Model.synced(
                    Model.of(JsonText.of(registry).root()),
                    Model.of(before.json().root()));
            assertThat(Model.of(after.root())).as("%s\nbecame %s", what, text).isEqualTo(expected);
            PlanLaws.assertHold(PlatformEntries.of(registry), before, plan, NOW, what);
        }
    }

    /** The rules on maps. */
    private static final class Model {
        static Map<String, Object> of(JsonValue.Object object) {
            Map<String, Object> map = new LinkedHashMap<>();
            object.members().forEach(member -> map.put(member.name(), value(member.value())));
            return map;
        }

        private static Object value(JsonValue value) {
            if (value instanceof JsonValue.Object object) {
                return of(object);
            }
            if (value instanceof JsonValue.Array array) {
                return array.elements().stream()
                        .map(Model::value)
                        .map(Objects::toString)
                        .toList();
            }
            JsonValue.Scalar scalar = (JsonValue.Scalar) value;
            return switch (scalar.type()) {
                case NUMBER -> new BigDecimal(scalar.raw()).stripTrailingZeros();
                case BOOLEAN -> Boolean.valueOf(scalar.raw());
                case NULL -> "null";
                case STRING -> '"' + scalar.text();
            };
        }

        @SuppressWarnings("unchecked")
        static Map<String, Object> synced(Map<String, Object> registry, Map<String, Object> config) {
            Map<String, Map<String, Object>> roster = new LinkedHashMap<>();
            registry.forEach((id, value) -> {
                Map<String, Object> entry = (Map<String, Object>) value;
                String component = entry.containsKey("component")
                        ? entry.get("component").toString().substring(1)
                        : id.replaceFirst("-(ai|ci)$", "");
                Map<String, Object> named = new LinkedHashMap<>(entry);
                named.put("component", component);
                Map<String, Object> before = roster.get(component.toLowerCase(Locale.ROOT));
                if (before == null || at(named) >= at(before)) {
                    roster.put(component.toLowerCase(Locale.ROOT), named);
                }
            });
            Map<String, Object> result = new LinkedHashMap<>(config);
            Map<String, Object> specialists =
                    new LinkedHashMap<>((Map<String, Object>) config.getOrDefault("ai_specialists", Map.of()));
            Set<String> known = new HashSet<>();
            specialists.replaceAll((name, value) -> {
                known.add(name.toLowerCase(Locale.ROOT));
                Map<String, Object> fields = new LinkedHashMap<>((Map<String, Object>) value);
                Map<String, Object> entry = roster.get(name.toLowerCase(Locale.ROOT));
                fields.put("active", entry != null);
                if (entry != null) {
                    if (entry.containsKey("port")) {
                        fields.put("port", entry.get("port"));
                    }
                    if (entry.get("metadata") instanceof Map<?, ?> metadata && !metadata.isEmpty()) {
                        fields.put("metadata", merged(fields.get("metadata"), metadata));
                    }
                }
                return fields;
            });
            roster.forEach((component, entry) -> {
                if (!known.contains(component)) {
                    Map<String, Object> fields = new LinkedHashMap<>();
                    fields.put("component", '"' + entry.get("component").toString());
                    if (entry.containsKey("port")) {
                        fields.put("port", entry.get("port"));
                    }
                    fields.put("roles", List.of());
                    fields.put("model", config.getOrDefault("default_model", "null"));
                    fields.put("auto_start", false);
                    fields.put("active", true);
                    fields.put("metadata", entry.getOrDefault("metadata", Map.of()));
                    specialists.put(entry.get("component").toString(), fields);
                }
            });
            if (!specialists.equals(config.getOrDefault("ai_specialists", Map.of()))) {
                result.put("ai_specialists", specialists);
                result.put("last_sync", "\"2026-03-04T05:06:07.123456");
            }
            return result;
        }

        private static double at(Map<String, Object> entry) {
            return entry.get("registered_at") instanceof Number number
                    ? number.doubleValue()
                    : Double.NEGATIVE_INFINITY;
        }

        private static Object merged(Object there, Object wanted) {
            if (!(there instanceof Map<?, ?> before) || !(wanted instanceof Map<?, ?> after)) {
                return wanted;
            }
            Map<Object, Object> merged = new LinkedHashMap<>(before);
            after.forEach((key, value) -> merged.put(key, merged(before.get(key), value)));
            return merged;
        }
    }
}
