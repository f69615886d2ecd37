package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A process's ancestors, nearest first, up to pid 1 or to the border of the PID namespace.
 *
 * @param unknown why it breaks off before that, in words; null where it is whole
 */
public record Lineage(List<ProcessNode> ancestors, @Nullable String unknown) {
    public Lineage {
        ancestors = List.copyOf(ancestors);
    }

    /**
     * Climbs from a process. A parent that is younger than its child is none: the real one ended and its pid went to
     * another, so the climb ends there.
     */
    public static Lineage of(ProcessNode start, IntFunction<Reading<ProcessNode>> table) {
        List<ProcessNode> ancestors = new ArrayList<>();
        Set<Integer> seen = new HashSet<>(Set.of(start.pid()));
        ProcessNode child = start;
        while (child.pid() != 1 && child.parentPid() > 0) {
            if (!seen.add(child.parentPid())) {
                // Read while pids were reused: what is above it is not known.
                return new Lineage(ancestors, "its ancestors seem to go in a circle at pid " + child.parentPid());
            }
            Reading<ProcessNode> reading = table.apply(child.parentPid());
            if (!(reading instanceof Reading.Present<ProcessNode> parent)) {
                // Pid 1 is the end of every lineage, whether it may be read or not.
                String unknown = child.parentPid() == 1
                        ? null
                        : "its ancestor pid " + child.parentPid()
                                + (reading instanceof Reading.Unreadable<ProcessNode> u
                                        ? " cannot be read (" + u.why() + ")"
                                        : " is not to be seen");
                return new Lineage(ancestors, unknown);
            }
            if (parent.value().identity().startTicks() > child.identity().startTicks()) {
                break;
            }
            ancestors.add(parent.value());
            child = parent.value();
        }
        return new Lineage(ancestors, null);
    }

    /** For people: {@code 4700 bash < 1 systemd}; not yet escaped. */
    public String describe() {
        return ancestors.stream().map(node -> node.pid() + " " + node.name()).collect(Collectors.joining(" < "));
    }
}
