package io.tekton.sharedservices.cleanup.survey;

import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.match.Invocation;
import io.tekton.sharedservices.cleanup.verdict.Lineage;
import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.process.ProcessFacts.Memory;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.redaction.Redaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says of processes which is the next head above each, and sums them up. The memory of each is read once. */
final class SurveyGroups {
    private static final int LONGEST_NAME = 50;

    private final ProcessTable table;
    private final Redaction redaction;
    private final IntFunction<Reading<ProcessNode>> nodes;
    private final Map<Integer, Optional<Memory>> memories = new HashMap<>();
    private final Map<ProcessIdentity, List<ProcessSnapshot>> below = new HashMap<>();

    SurveyGroups(ProcessTable table, Redaction redaction, IntFunction<Reading<ProcessNode>> nodes) {
        this.table = table;
        this.redaction = redaction;
        this.nodes = nodes;
    }

    /** Puts each process below the nearest of these heads that is above it. */
    void assign(List<ProcessSnapshot> all, Set<ProcessIdentity> heads) {
        for (ProcessSnapshot process : all) {
            Lineage.of(process.node(), nodes).ancestors().stream()
                    .map(ProcessNode::identity)
                    .filter(heads::contains)
                    .findFirst()
                    .ifPresent(head -> below.computeIfAbsent(head, identity -> new ArrayList<>())
                            .add(process));
        }
    }

    List<ProcessSnapshot> below(ProcessIdentity head) {
        return below.getOrDefault(head, List.of());
    }

    /** The heads and what is below them, each process once. */
    Collection<ProcessSnapshot> withBelow(Collection<ProcessSnapshot> heads) {
        Map<ProcessIdentity, ProcessSnapshot> all = new HashMap<>();
        for (ProcessSnapshot head : heads) {
            all.put(head.identity(), head);
            below(head.identity()).forEach(process -> all.put(process.identity(), process));
        }
        return all.values();
    }

    Survey.Group group(Collection<ProcessSnapshot> processes) {
        Map<String, List<ProcessSnapshot>> byName = processes.stream().collect(Collectors.groupingBy(this::name));
        List<Survey.Named> names = byName.entrySet().stream()
                .map(named -> new Survey.Named(named.getKey(), named.getValue().size(), bytes(named.getValue())))
                .sorted(Comparator.comparingLong(Survey.Named::memoryBytes)
                        .reversed()
                        .thenComparing(Survey.Named::name))
                .toList();
        int unknown = (int) processes.stream()
                .filter(process -> memory(process.pid()) == null)
                .count();
        return new Survey.Group(processes.size(), bytes(processes), unknown, names);
    }

    private long bytes(Collection<ProcessSnapshot> processes) {
        return processes.stream()
                .map(process -> memory(process.pid()))
                .mapToLong(memory -> memory == null ? 0 : memory.bytes())
                .sum();
    }

    private @Nullable Memory memory(int pid) {
        return memories.computeIfAbsent(
                        pid, p -> Optional.ofNullable(table.use(p).memory()))
                .orElse(null);
    }

    private String name(ProcessSnapshot process) {
        String name = Invocation.of(process).shortName();
        String shown = redaction
                .knowing(process.command())
                .text(CommandText.printable(name.isBlank() ? process.node().name() : name));
        return shown.length() > LONGEST_NAME ? shown.substring(0, LONGEST_NAME - 3) + "..." : shown;
    }

    Survey.Listed listed(ProcessSnapshot process) {
        Owner owner = process.owner();
        int parent = process.node().parentPid();
        return new Survey.Listed(
                process.identity(),
                process.startedAt(),
                parent,
                parent > 0 && nodes.apply(parent) instanceof Reading.Present<ProcessNode> node
                        ? CommandText.printable(node.value().name())
                        : null,
                owner == null ? null : CommandText.printable(owner.name()),
                CommandText.of(process.command(), redaction),
                process.age().toSeconds(),
                memory(process.pid()));
    }

    static <T> Comparator<T> largestFirst(Function<T, Survey.Listed> process) {
        return Comparator.comparingLong((T one) -> {
                    Memory memory = process.apply(one).memory();
                    return memory == null ? 0 : memory.bytes();
                })
                .reversed()
                .thenComparingInt(one -> process.apply(one).identity().pid());
    }
}
