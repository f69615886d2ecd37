package io.tekton.sharedservices.cleanup.witness;

import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.owner.Evidence;
import io.tekton.sharedservices.cleanup.owner.Sample;
import io.tekton.sharedservices.cleanup.owner.WitnessScope;
import io.tekton.sharedservices.cleanup.owner.Witnesses;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.linux.TimeNamespace;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Samples the process table for ownership. A sample reads the place of each new process and of each that is an owner or
 * below one; the others are read in turn, a part of them in each sample. Thread-safe.
 */
public final class Witness {
    /** A process is examined in this many samples after its start: it may become another program by execve(2). */
    private static final int FIRST_LOOKS = 3;

    /** Every process is examined again once in this many samples. */
    private static final int TURNS = 24;

    private final WitnessMemory memory;
    private Map<Integer, Known> known = new HashMap<>();
    private @Nullable Rules rules;
    private int turn;

    public Witness(WitnessMemory memory) {
        this.memory = memory;
    }

    private record Known(ProcessNode node, int looks) {}

    public WitnessMemory memory() {
        return memory;
    }

    /**
     * Takes one sample; does nothing where there is no owner rule.
     *
     * @throws io.tekton.sharedservices.process.ProcessTableException if the process table cannot be read
     * @throws java.io.UncheckedIOException if what was seen could not be kept
     */
    public synchronized void sample(ProcessTable table, Rules now) {
        if (now.owners().isEmpty()) {
            known = new HashMap<>();
            return;
        }
        if (!now.equals(rules)) {
            known = new HashMap<>();
            rules = now;
        }
        turn = (turn + 1) % TURNS;
        Witnesses before = memory.within(scope(table));
        Set<Integer> tied = new HashSet<>();
        before.owners().keySet().forEach(owner -> tied.add(owner.pid()));
        before.below().keySet().forEach(process -> tied.add(process.pid()));
        int[] pids = table.pids();
        Map<Integer, Known> seen = new HashMap<>(pids.length * 2);
        int[] examined = new int[pids.length];
        int count = 0;
        for (int pid : pids) {
            Known last = known.get(pid);
            boolean hasTurn = pid % TURNS == turn;
            if (last != null && last.looks() >= FIRST_LOOKS && !hasTurn && !tied.contains(pid)) {
                seen.put(pid, last);
            } else if (table.node(pid) instanceof Reading.Present<ProcessNode> present
                    && !present.value().zombie()) {
                ProcessNode node = present.value();
                int looked = last != null && last.node().identity().equals(node.identity()) ? last.looks() : 0;
                seen.put(pid, new Known(node, Math.min(FIRST_LOOKS, looked + 1)));
                if (!node.kernelThread() && (hasTurn || looked < FIRST_LOOKS)) {
                    examined[count++] = pid;
                }
            }
        }
        known = seen;
        Map<Integer, ProcessNode> nodes = new HashMap<>(seen.size() * 2);
        seen.forEach((pid, process) -> nodes.put(pid, process.node()));
        memory.keep(Sample.taken(
                before, nodes, named(table, now, Arrays.copyOf(examined, count)), table::node, table.uptime()));
    }

    private static Map<ProcessIdentity, Set<String>> named(ProcessTable table, Rules rules, int[] pids) {
        Map<ProcessIdentity, Set<String>> named = new HashMap<>();
        for (ProcessSnapshot snapshot : table.scanAmong(pids, rules::mayOwn).matches()) {
            Set<String> names = rules.owning(snapshot);
            if (!names.isEmpty()) {
                named.put(snapshot.identity(), names);
            }
        }
        return named;
    }

    private static WitnessScope scope(ProcessTable table) {
        return new WitnessScope(table.bootId(), table.pidNamespace(), TimeNamespace.read());
    }

    /**
     * What is known for a judgement.
     *
     * @param nodes the place of a process at the moment of the judgement
     */
    public Evidence evidence(ProcessTable table, Rules now, IntFunction<Reading<ProcessNode>> nodes) {
        return new PresentEvidence(memory.within(scope(table)), table, now, nodes);
    }
}
