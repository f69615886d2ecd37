package io.tekton.sharedservices.configsync.plan;

import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.json.JsonStyle;
import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.json.JsonValue;
import io.tekton.sharedservices.json.ObjectRewrite;
import io.tekton.sharedservices.json.TextEdit;
import io.tekton.sharedservices.registry.PlatformEntry;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The changes that synchronise a configuration with the registry. Pure: the same registry and configuration give the
 * same plan, and the text that a plan leads to gives an empty one.
 *
 * @param changes in the order of the file; empty if nothing deviates: then there are no edits either
 * @param edits of the configuration's text, in order
 * @param warnings what is not a fault, but may be unexpected
 */
public record SyncPlan(List<ConfigChange> changes, List<TextEdit> edits, List<String> warnings) {
    /** As Python's {@code datetime.isoformat()} writes it: six digits, no offset. */
    private static final DateTimeFormatter LAST_SYNC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

    public SyncPlan {
        changes = List.copyOf(changes);
        edits = List.copyOf(edits);
        warnings = List.copyOf(warnings);
    }

    public boolean isEmpty() {
        return edits.isEmpty();
    }

    /** @param now what {@code last_sync} becomes if anything else changes */
    public static SyncPlan of(List<PlatformEntry> registry, ConfigDocument config, LocalDateTime now) {
        return new Making(registry, config).plan(now, false);
    }

    /** For a configuration that is to be made: it has its {@code last_sync} also where the registry is empty. */
    public static SyncPlan ofBlank(List<PlatformEntry> registry, LocalDateTime now) {
        return new Making(registry, ConfigDocument.blank()).plan(now, true);
    }

    private static final class Making {
        private final ConfigDocument config;
        private final JsonText json;
        private final JsonStyle style;
        private final RegistryIndex roster;
        private final ObjectRewrite root;
        private final List<ConfigChange> changes = new ArrayList<>();
        private final List<TextEdit> edits = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();

        Making(List<PlatformEntry> registry, ConfigDocument config) {
            this.config = config;
            this.json = config.json();
            this.style = JsonStyle.of(json);
            this.roster = new RegistryIndex(registry);
            this.root = new ObjectRewrite(json, style, json.root(), true);
            warnings.addAll(roster.warnings());
        }

        SyncPlan plan(LocalDateTime now, boolean always) {
            JsonValue.Object specialists = config.specialists();
            if (specialists == null) {
                addSpecialists();
            } else {
                bringInLine(specialists);
            }
            if (always || !changes.isEmpty()) {
                JsonText time = JsonText.of("{\"" + ConfigDocument.LAST_SYNC + "\":\"" + LAST_SYNC.format(now) + "\"}");
                JsonValue.Member member = time.root().members().get(0);
                root.set(member.name(), member.rawName(), member.value());
            }
            edits.addAll(root.edits());
            return new SyncPlan(changes, TextEdit.inOrder(edits), warnings);
        }

        private void bringInLine(JsonValue.Object specialists) {
            ObjectRewrite rewrite = new ObjectRewrite(json, style, specialists, root.isSpread());
            Set<String> seen = new HashSet<>();
            for (JsonValue.Member member : specialists.members()) {
                if (!seen.add(RegistryIndex.folded(member.name()))) {
                    warnings.add("the configuration has the component \"" + RegistryIndex.shown(member.name())
                            + "\" twice, in other letters: each is brought in line");
                }
                ObjectRewrite specialist =
                        new ObjectRewrite(json, style, (JsonValue.Object) member.value(), rewrite.isSpread());
                new OwnedFields(json, style, member.name(), specialist, changes, edits)
                        .bringInLine(roster.of(member.name()));
            }
            for (PlatformEntry entry : roster.entries()) {
                if (!seen.contains(RegistryIndex.folded(entry.registration().effectiveComponent()))) {
                    JsonValue.Member added = added(entry);
                    rewrite.set(added.name(), added.rawName(), added.value());
                }
            }
            edits.addAll(rewrite.edits());
        }

        private void addSpecialists() {
            List<JsonValue.Member> members =
                    roster.entries().stream().map(this::added).toList();
            if (!members.isEmpty()) {
                root.set(
                        ConfigDocument.SPECIALISTS,
                        '"' + ConfigDocument.SPECIALISTS + '"',
                        new JsonValue.Object(0, 0, members));
            }
        }

        private JsonValue.Member added(PlatformEntry entry) {
            NewSpecialist specialist = new NewSpecialist(entry, json.root().get("default_model"));
            changes.addAll(specialist.changes(style));
            warnings.addAll(specialist.warnings());
            return specialist.member();
        }
    }
}
