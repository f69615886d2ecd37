package io.tekton.sharedservices.configsync.plan;

import io.tekton.sharedservices.cleanup.verdict.LivingCi;
import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.text.PrintableText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Decides whether a registry that would switch components off can be true. It is not where it lost most of the
 * components whose registered processes still live. A component that leaves the roster, and a platform that was shut
 * down, are followed. Pure.
 */
public final class RegistryLossGuard {
    /** One component that left is an ordinary change; the guard begins with the second. */
    private static final int FEWEST_LOST = 2;

    private static final int MOST_NAMED = 20;

    private RegistryLossGuard() {}

    /**
     * What the registry lost.
     *
     * @param components of the configuration that have living processes and are in the registry no more, with a process
     *     each
     * @param counted how many components of the configuration have living processes
     */
    public record Lost(TreeMap<String, LivingCi> components, int counted) {
        public Set<ProcessIdentity> processes() {
            return components.values().stream().map(LivingCi::identity).collect(Collectors.toSet());
        }
    }

    /**
     * Weighs a plan.
     *
     * @param components of the configuration
     * @param changes of the plan
     */
    public static Lost lost(
            List<String> components, List<ConfigChange> changes, RegistryIndex roster, List<LivingCi> living) {
        TreeMap<String, LivingCi> lost = new TreeMap<>();
        Set<String> counted = new HashSet<>();
        for (String component : components) {
            List<LivingCi> own =
                    living.stream().filter(ci -> ci.isOf(component)).toList();
            if (!own.isEmpty()
                    && counted.add(RegistryIndex.folded(component))
                    && roster.of(component).isEmpty()) {
                lost.put(component, own.get(0));
            }
        }
        boolean switchesOff = lost.keySet().stream().anyMatch(component -> isSwitchedOff(component, changes));
        return new Lost(switchesOff ? lost : new TreeMap<>(), counted.size());
    }

    /** Whether a plan switches off so many components that it is a loss if their processes live, which is not known. */
    public static boolean mayBeLoss(List<ConfigChange> changes) {
        return changes.stream()
                        .map(ConfigChange::component)
                        .distinct()
                        .filter(component -> isSwitchedOff(component, changes))
                        .count()
                >= FEWEST_LOST;
    }

    private static boolean isSwitchedOff(String component, List<ConfigChange> changes) {
        return changes.stream()
                .anyMatch(change -> change.component().equals(component)
                        && change.field().equals("active")
                        && "false".equals(change.after()));
    }

    public static boolean isCollapsed(Lost lost, int maxDropPercent) {
        int count = lost.components().size();
        return count >= FEWEST_LOST && count * 100L >= (long) maxDropPercent * lost.counted();
    }

    public static String sentence(Lost lost, int maxDropPercent) {
        List<String> names = new ArrayList<>();
        lost.components()
                .forEach((component, ci) -> names.add(RegistryIndex.shown(component) + " (pid "
                        + ci.identity().pid() + ")"));
        int more = names.size() - MOST_NAMED;
        return "the registry lost " + names.size() + " of the " + lost.counted()
                + " components that have living CI processes, and registry.max-drop is " + maxDropPercent + "%: "
                + PrintableText.escaped(String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMED))))
                + (more > 0 ? " and " + more + " more" : "")
                + ". The configuration was not changed and the update flag is kept. Restore the registry, or "
                + "restart the"
                + " platform. If the registry is true, run once: shared-services sync --accept-registry";
    }
}
