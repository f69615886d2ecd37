package io.tekton.sharedservices.cleanup.witness;

import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.owner.Evidence;
import io.tekton.sharedservices.cleanup.owner.Sample;
import io.tekton.sharedservices.cleanup.owner.SeenBelow;
import io.tekton.sharedservices.cleanup.owner.SeenOwner;
import io.tekton.sharedservices.cleanup.owner.Witnesses;
import io.tekton.sharedservices.process.Connections;
import io.tekton.sharedservices.process.Listener;
import io.tekton.sharedservices.process.Listeners;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was witnessed, with what the process table shows now. Each question is answered when asked. For one thread. */
final class PresentEvidence implements Evidence {
    private final Witnesses witnesses;
    private final Function<ProcessIdentity, Optional<Boolean>> held;
    private final ProcessTable table;
    private final Rules rules;
    private final IntFunction<Reading<ProcessNode>> nodes;
    private final Map<Integer, Reading<Set<String>>> owning = new HashMap<>();
    private final Map<Set<Integer>, Reading<Set<Client>>> clients = new HashMap<>();
    private @Nullable Map<Integer, List<ProcessNode>> children;
    private @Nullable Connections connections;
    private @Nullable Listeners listeners;
    private @Nullable Duration now;

    /** @param held whether an owner has ended; empty where it is not held */
    PresentEvidence(
            Witnesses witnesses,
            Function<ProcessIdentity, Optional<Boolean>> held,
            ProcessTable table,
            Rules rules,
            IntFunction<Reading<ProcessNode>> nodes) {
        this.witnesses = witnesses;
        this.held = held;
        this.table = table;
        this.rules = rules;
        this.nodes = nodes;
    }

    @Override
    public Optional<SeenBelow> of(ProcessIdentity process) {
        return Optional.ofNullable(witnesses.below().get(process));
    }

    @Override
    public Optional<SeenOwner> owner(ProcessIdentity process) {
        return Optional.ofNullable(witnesses.owners().get(process));
    }

    @Override
    public Reading<Boolean> ended(SeenOwner owner) {
        if (owner.endedAt() != null) {
            return new Reading.Present<>(true);
        }
        Optional<Boolean> end = held.apply(owner.identity());
        if (end.isPresent()) {
            return new Reading.Present<>(end.get());
        }
        Reading<ProcessNode> reading = table.node(owner.identity().pid());
        return reading instanceof Reading.Unreadable<ProcessNode> unreadable
                ? new Reading.Unreadable<>(unreadable.why())
                : new Reading.Present<>(Sample.hasEnded(reading, owner.identity()));
    }

    @Override
    public Reading<Set<String>> owning(ProcessNode process) {
        return owning.computeIfAbsent(process.pid(), pid -> readOwning(process));
    }

    private Reading<Set<String>> readOwning(ProcessNode process) {
        Set<String> names = new TreeSet<>();
        owner(process.identity()).ifPresent(owner -> names.addAll(owner.names()));
        Reading<ProcessSnapshot> reading = table.read(process.pid());
        if (reading instanceof Reading.Present<ProcessSnapshot> present
                && present.value().identity().equals(process.identity())) {
            Set<String> unknown = rules.mayBeOwning(present.value());
            if (!unknown.isEmpty()) {
                return new Reading.Unreadable<>(
                        "what the rule of owner " + String.join(", ", unknown) + " asks for cannot be read");
            }
            names.addAll(rules.owning(present.value()));
            return new Reading.Present<>(names);
        }
        return reading instanceof Reading.Unreadable<ProcessSnapshot> unreadable
                ? new Reading.Unreadable<>(unreadable.why())
                : new Reading.Gone<>();
    }

    @Override
    public Reading<Boolean> ignoresHangup(int pid) {
        return table.ignoresHangup(pid);
    }

    @Override
    public Reading<List<ProcessNode>> descendants(ProcessNode process) {
        Map<Integer, List<ProcessNode>> all = children == null ? readChildren() : children;
        children = all;
        if (all.isEmpty()) {
            return new Reading.Unreadable<>("the processes of this system cannot be listed");
        }
        List<ProcessNode> found = new ArrayList<>();
        Set<Integer> seen = new HashSet<>(Set.of(process.pid()));
        add(process, all, seen, found);
        return new Reading.Present<>(found);
    }

    private static void add(
            ProcessNode parent, Map<Integer, List<ProcessNode>> all, Set<Integer> seen, List<ProcessNode> found) {
        for (ProcessNode child : all.getOrDefault(parent.pid(), List.of())) {
            if (child.identity().startTicks() >= parent.identity().startTicks() && seen.add(child.pid())) {
                found.add(child);
                add(child, all, seen, found);
            }
        }
    }

    private Map<Integer, List<ProcessNode>> readChildren() {
        Map<Integer, List<ProcessNode>> all = new HashMap<>();
        for (int pid : table.pids()) {
            if (nodes.apply(pid) instanceof Reading.Present<ProcessNode> node
                    && !node.value().zombie()) {
                all.computeIfAbsent(node.value().parentPid(), parent -> new ArrayList<>())
                        .add(node.value());
            }
        }
        return all;
    }

    @Override
    public Reading<Set<Client>> clients(List<ProcessNode> family) {
        Set<Integer> pids = family.stream().map(ProcessNode::pid).collect(Collectors.toSet());
        return clients.computeIfAbsent(pids, this::readClients);
    }

    private Reading<Set<Client>> readClients(Set<Integer> family) {
        Connections all = connections == null ? table.connections() : connections;
        connections = all;
        Reading<Set<Connections.End>> reading = all.of(family);
        if (!(reading instanceof Reading.Present<Set<Connections.End>> ends)) {
            return new Reading.Unreadable<>(
                    reading instanceof Reading.Unreadable<Set<Connections.End>> unreadable
                            ? unreadable.why()
                            : "it is gone");
        }
        Set<Client> found = new HashSet<>();
        for (Connections.End end : ends.value()) {
            Reading<ProcessNode> holder =
                    end.pid() == 0 ? new Reading.Unreadable<>("not seen") : nodes.apply(end.pid());
            if (holder instanceof Reading.Present<ProcessNode> node) {
                if (!node.value().zombie()) {
                    found.add(new Client(node.value(), end.how()));
                }
            } else if (holder instanceof Reading.Unreadable<ProcessNode>) {
                found.add(new Client(null, end.how()));
            }
        }
        return new Reading.Present<>(found);
    }

    @Override
    public Reading<String> listening(int pid) {
        Listeners all = listeners == null ? table.listeners() : listeners;
        listeners = all;
        Reading<Set<Listener>> reading = all.of(pid);
        if (reading instanceof Reading.Unreadable<Set<Listener>> unreadable) {
            return new Reading.Unreadable<>(unreadable.why());
        }
        if (!(reading instanceof Reading.Present<Set<Listener>> present)) {
            return new Reading.Gone<>();
        }
        return new Reading.Present<>(present.value().stream()
                .map(listener -> listener instanceof Listener.Tcp tcp
                        ? "port " + tcp.port()
                        : "socket " + ((Listener.Unix) listener).name())
                .sorted()
                .findFirst()
                .map(what -> "pid " + pid + " listens on " + what)
                .orElse(""));
    }

    @Override
    public Duration now() {
        Duration known = now == null ? table.uptime() : now;
        now = known;
        return known;
    }
}
