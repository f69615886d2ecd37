package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The registered processes that live, and their ancestors.
 *
 * @param live registered pids of processes that are not zombies. That it is the process that was registered cannot be
 *     proven, since registries know no start times; so a pid that went to another spares too much rather than too
 *     little
 * @param ancestors each ancestor's pid, with a registered one below it
 * @param unknown why the relatives of the registered cannot be determined, in words; null if they can
 */
public record RegisteredProcesses(
        Set<Integer> live,
        Map<Integer, Integer> ancestors,
        @Nullable String unknown) {
    public RegisteredProcesses {
        live = Set.copyOf(live);
        ancestors = Map.copyOf(ancestors);
    }

    public static RegisteredProcesses of(Set<Integer> registered, IntFunction<Reading<ProcessNode>> table) {
        Set<Integer> live = new HashSet<>();
        Map<Integer, Integer> ancestors = new HashMap<>();
        String unknown = null;
        // In order of pid, so that explanations do not depend on the order of the registrations.
        for (int pid : new TreeSet<>(registered)) {
            Reading<ProcessNode> reading = table.apply(pid);
            if (reading instanceof Reading.Unreadable<ProcessNode> unreadable) {
                live.add(pid);
                unknown = "the registered pid " + pid + " cannot be read (" + unreadable.why() + ")";
            } else if (reading instanceof Reading.Present<ProcessNode> node
                    && !node.value().zombie()) {
                live.add(pid);
                Lineage lineage = Lineage.of(node.value(), table);
                lineage.ancestors().forEach(ancestor -> ancestors.putIfAbsent(ancestor.pid(), pid));
                if (lineage.unknown() != null) {
                    unknown = "of the registered pid " + pid + ", " + lineage.unknown();
                }
            }
        }
        return new RegisteredProcesses(live, ancestors, unknown);
    }
}
