package io.tekton.sharedservices.configsync.plan;

import io.tekton.sharedservices.registry.CiNames;
import io.tekton.sharedservices.registry.PlatformEntry;
import io.tekton.sharedservices.text.PrintableText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The platform registry as the configuration sees it: one entry a component. Names compare as {@link CiNames} says.
 * Immutable, pure.
 */
public final class RegistryIndex {
    private static final int LONGEST_SHOWN = 80;

    private final Map<String, PlatformEntry> byComponent = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    /**
     * Of two entries for one component, the later registration applies; if they give no time, the later in the file.
     */
    public RegistryIndex(List<PlatformEntry> entries) {
        for (PlatformEntry entry : entries) {
            String component = entry.registration().effectiveComponent();
            PlatformEntry before = byComponent.get(folded(component));
            if (before == null) {
                byComponent.put(folded(component), entry);
                continue;
            }
            boolean later = registered(entry) >= registered(before);
            PlatformEntry newer = later ? entry : before;
            PlatformEntry other = later ? before : entry;
            byComponent.put(folded(component), newer);
            warnings.add("the registry has two entries for the component \"" + shown(component) + "\": \""
                    + shown(newer.registration().id()) + "\" was registered later and applies, \""
                    + shown(other.registration().id()) + "\" does not");
        }
    }

    private static double registered(PlatformEntry entry) {
        Double at = entry.registration().registeredAt();
        return at == null ? Double.NEGATIVE_INFINITY : at;
    }

    Optional<PlatformEntry> of(String component) {
        return Optional.ofNullable(byComponent.get(folded(component)));
    }

    /** The entries that count, in the order in which the registry first names their components. */
    List<PlatformEntry> entries() {
        return List.copyOf(byComponent.values());
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    static String folded(String name) {
        return CiNames.folded(name);
    }

    static String shown(String name) {
        return PrintableText.escaped(name, LONGEST_SHOWN);
    }
}
