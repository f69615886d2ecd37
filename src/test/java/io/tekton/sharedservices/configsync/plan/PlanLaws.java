package io.tekton.sharedservices.configsync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.json.JsonValue;
import io.tekton.sharedservices.json.TextEdit;
import io.tekton.sharedservices.registry.PlatformEntry;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What holds for every plan, whatever the registry and the configuration are. */
final class PlanLaws {
    private static final Set<String> OWNED = Set.of("port", "active", "metadata");

    private PlanLaws() {}

    /**
     * What the plan leads to is JSON, needs no second plan, and has all that is not owned as it was; no edit touches
     * anything else.
     *
     * @param now when the plan was made
     * @param what for messages
     */
    static void assertHold(
            List<PlatformEntry> registry, ConfigDocument before, SyncPlan plan, LocalDateTime now, String what)
            throws ConfigFault {
        String text = TextEdit.apply(before.json().text(), plan.edits());
        JsonText after = JsonText.of(text);
        assertThat(SyncPlan.of(registry, ConfigDocument.of(after), now.plusDays(1))
                        .edits())
                .as("a second application of %s", what)
                .isEmpty();
        assertThat(plan.isEmpty()).as(what).isEqualTo(plan.changes().isEmpty());
        List<String> kept = unowned(before.json());
        assertThat(unowned(after).subList(0, kept.size()))
                .as("%s\nbecame %s", what, text)
                .isEqualTo(kept);
        assertTouchesOnlyWhatIsOwned(before, plan, what);
    }

    /** Names and spellings of all that is not owned, in their order; of new specialists those come last. */
    private static List<String> unowned(JsonText json) {
        List<String> found = new ArrayList<>();
        for (JsonValue.Member top : json.root().members()) {
            if (!top.name().equals("ai_specialists") && !top.name().equals("last_sync")) {
                found.add(top.rawName() + json.raw(top.value()));
            }
        }
        if (json.root().get("ai_specialists") instanceof JsonValue.Object specialists) {
            for (JsonValue.Member specialist : specialists.members()) {
                found.add(specialist.rawName());
                for (JsonValue.Member field : ((JsonValue.Object) specialist.value()).members()) {
                    if (!OWNED.contains(field.name())) {
                        found.add(field.rawName() + json.raw(field.value()));
                    }
                }
            }
        }
        return found;
    }

    /** Each edit replaces an owned value or a part of it, or adds text after a value, or fills an empty object. */
    private static void assertTouchesOnlyWhatIsOwned(ConfigDocument config, SyncPlan plan, String what) {
        List<JsonValue> owned = new ArrayList<>();
        JsonValue lastSync = config.json().root().get("last_sync");
        if (lastSync != null) {
            owned.add(lastSync);
        }
        if (config.specialists() != null) {
            for (JsonValue.Member specialist : config.specialists().members()) {
                ((JsonValue.Object) specialist.value())
                        .members().stream()
                                .filter(field -> OWNED.contains(field.name()))
                                .forEach(field -> owned.add(field.value()));
            }
        }
        for (TextEdit edit : plan.edits()) {
            String gone = config.json().text().substring(edit.start(), edit.end());
            assertThat(gone.isBlank()
                            || owned.stream()
                                    .anyMatch(value -> value.start() <= edit.start() && edit.end() <= value.end()))
                    .as("%s\nedit %s took \"%s\"", what, edit, gone)
                    .isTrue();
        }
    }
}
