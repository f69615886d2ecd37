package io.tekton.sharedservices.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All settings in force, each with its origin; what {@code config --origin} lists and a reload compares. Immutable. */
public final class Settings {

    private static final Origin DEFAULT = new Origin.Default();

    /** A value as it is, unmasked; leaves this class only through the masking records. */
    record InForce(
            @Nullable String value, Origin origin, @Nullable Origin insteadOf) {

        InForce(@Nullable String value, Origin origin) {
            this(value, origin, null);
        }
    }

    private final Map<String, InForce> inForce;
    private final List<String> warnings;

    Settings(Map<String, InForce> inForce, List<String> warnings) {
        this.inForce = new LinkedHashMap<>(inForce);
        this.warnings = List.copyOf(warnings);
    }

    /** Every known setting, defaults included: sections by name, the engine's last, in each the order of reading. */
    public List<SettingInForce> inForce() {
        return inForce.entrySet().stream()
                .map(e -> new SettingInForce(
                        e.getKey(),
                        e.getValue().value(),
                        e.getValue().origin(),
                        e.getValue().insteadOf()))
                // Not Comparator.comparing, whose own code no archive of classes holds.
                .sorted((one, other) -> section(one).compareTo(section(other)))
                .toList();
    }

    /** Sorts the engine's behind all others. */
    private static String section(SettingInForce setting) {
        String key = setting.key();
        int dot = key.indexOf('.');
        return key.startsWith("org.") ? "\uffff" : dot < 0 ? key : key.substring(0, dot);
    }

    /** The files that gave at least one of the values. */
    public Set<Path> files() {
        Set<Path> files = new LinkedHashSet<>();
        for (InForce setting : inForce.values()) {
            if (setting.origin() instanceof Origin.InFile in) {
                files.add(in.file());
            }
        }
        return files;
    }

    /** What is doubtful but no fault, each a sentence. */
    public List<String> warnings() {
        return warnings;
    }

    /** Which values would change if {@code next} came into force in place of this; a mere change of origin is none. */
    public List<SettingChange> difference(Settings next) {
        Set<String> keys = new LinkedHashSet<>(inForce.keySet());
        keys.addAll(next.inForce.keySet());
        List<SettingChange> changes = new ArrayList<>();
        for (String key : keys) {
            InForce before = inForce.get(key);
            InForce after = next.inForce.get(key);
            String old = before == null ? null : before.value();
            String now = after == null ? null : after.value();
            if (!Objects.equals(old, now)) {
                changes.add(new SettingChange(key, old, now, after == null ? DEFAULT : after.origin()));
            }
        }
        return List.copyOf(changes);
    }
}
