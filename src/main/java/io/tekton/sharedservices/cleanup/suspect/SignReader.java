package io.tekton.sharedservices.cleanup.suspect;

import io.tekton.sharedservices.cleanup.sign.ServiceUnit;
import io.tekton.sharedservices.cleanup.sign.Sighting;
import io.tekton.sharedservices.cleanup.sign.Sign;
import io.tekton.sharedservices.cleanup.sign.Signs;
import io.tekton.sharedservices.process.ProcessFacts.Losses;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the signs of processes at one moment; what several share is read once. For one thread. */
public final class SignReader {
    private final ProcessTable table;
    private final IntFunction<Losses> losses;
    private final Map<Integer, Reading<ProcessNode>> nodes = new HashMap<>();
    private final Map<Integer, Optional<String>> services = new HashMap<>();
    private final Map<Integer, Map<Optional<String>, List<ProcessNode>>> siblings = new HashMap<>();
    private @Nullable Map<Integer, List<ProcessNode>> children;

    public SignReader(ProcessTable table) {
        this.table = table;
        this.losses = table.losses();
    }

    /** @throws io.tekton.sharedservices.process.ProcessTableException if the process table cannot be read */
    public List<Sign.Found> of(ProcessNode process) {
        return Signs.of(new Sighting(
                process,
                node(process.parentPid()),
                node(process.session()),
                losses.apply(process.pid()),
                () -> isService(process)));
    }

    /** The process of a pid; a pid of 0 is outside of this PID namespace. */
    public Reading<ProcessNode> node(int pid) {
        return pid <= 0
                ? new Reading.Unreadable<>("it is outside of this PID namespace")
                : nodes.computeIfAbsent(pid, table::node);
    }

    private boolean isService(ProcessNode process) {
        Optional<String> service = service(process.pid());
        if (service.isEmpty()) {
            return false;
        }
        ProcessNode top = process;
        ProcessNode parent = parent(top);
        while (parent != null && service(parent.pid()).equals(service)) {
            top = parent;
            parent = parent(top);
        }
        ProcessNode first = top;
        return ServiceUnit.isFirst(
                top,
                siblings(top.parentPid()).getOrDefault(service, List.of()).stream()
                        .filter(other -> other.pid() != first.pid())
                        .toList());
    }

    /** Null where it is not known, or where the pid went to a younger process. */
    private @Nullable ProcessNode parent(ProcessNode process) {
        return node(process.parentPid()) instanceof Reading.Present<ProcessNode> parent
                        && parent.value().pid() != process.pid()
                        && parent.value().identity().startTicks()
                                <= process.identity().startTicks()
                ? parent.value()
                : null;
    }

    private Optional<String> service(int pid) {
        return services.computeIfAbsent(pid, p -> ServiceUnit.of(table.facts(p).cgroup()));
    }

    /** The children of a process by the service that they are in. */
    private Map<Optional<String>, List<ProcessNode>> siblings(int parent) {
        Map<Integer, List<ProcessNode>> all = children == null ? readChildren() : children;
        children = all;
        return siblings.computeIfAbsent(
                parent,
                pid -> all.getOrDefault(pid, List.of()).stream()
                        .collect(Collectors.groupingBy(child -> service(child.pid()))));
    }

    private Map<Integer, List<ProcessNode>> readChildren() {
        Map<Integer, List<ProcessNode>> all = new HashMap<>();
        for (int pid : table.pids()) {
            if (node(pid) instanceof Reading.Present<ProcessNode> node) {
                all.computeIfAbsent(node.value().parentPid(), parent -> new ArrayList<>())
                        .add(node.value());
            }
        }
        return all;
    }
}
