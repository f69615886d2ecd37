package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * This program, its caller, and the ancestors of both: never signalled.
 *
 * @param pids those that are known
 * @param unknownUntil where a lineage breaks off, as it does where other users' processes are hidden: the start of its
 *     last known link, in ticks since boot. An ancestor is no younger than its descendant, so only what started no
 *     later than this can be an ancestor beyond it; -1 where all are known
 */
public record SelfAndAncestors(Set<Integer> pids, long unknownUntil) {
    private static final long NOTHING = -1;

    public SelfAndAncestors {
        pids = Set.copyOf(pids);
    }

    /** Exactly these. */
    public static SelfAndAncestors of(Set<Integer> pids) {
        return new SelfAndAncestors(pids, NOTHING);
    }

    /** @param askers this program, and a command's process that it works for */
    public static SelfAndAncestors of(Set<Integer> askers, IntFunction<Reading<ProcessNode>> table) {
        Set<Integer> pids = new HashSet<>(askers);
        long unknownUntil = NOTHING;
        for (int asker : askers) {
            if (!(table.apply(asker) instanceof Reading.Present<ProcessNode> node)) {
                // Of an asker that cannot be seen, anything may be an ancestor.
                unknownUntil = Long.MAX_VALUE;
                continue;
            }
            Lineage lineage = Lineage.of(node.value(), table);
            List<ProcessNode> ancestors = lineage.ancestors();
            ancestors.forEach(ancestor -> pids.add(ancestor.pid()));
            if (lineage.unknown() != null) {
                ProcessNode last = ancestors.isEmpty() ? node.value() : ancestors.get(ancestors.size() - 1);
                unknownUntil = Math.max(unknownUntil, last.identity().startTicks());
            }
        }
        return new SelfAndAncestors(pids, unknownUntil);
    }

    /** Whether a process that is not among the known ones could still be an ancestor. */
    boolean mayInclude(ProcessNode node) {
        return node.identity().startTicks() <= unknownUntil;
    }
}
