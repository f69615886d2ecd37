package io.tekton.sharedservices.cleanup.witness;

import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.owner.Evidence;
import io.tekton.sharedservices.cleanup.owner.Sample;
import io.tekton.sharedservices.cleanup.owner.SeenBelow;
import io.tekton.sharedservices.cleanup.owner.SeenOwner;
import io.tekton.sharedservices.cleanup.owner.WitnessScope;
import io.tekton.sharedservices.cleanup.owner.Witnesses;
import io.tekton.sharedservices.posix.Pidfd;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.linux.TimeNamespace;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Samples the process table for ownership. Thread-safe. */
public final class Witness {
    private final WitnessMemory memory;
    private final Places places = new Places();
    private final OwnerHolds holds = new OwnerHolds(Pidfd::open, OwnerHolds.MOST);
    private boolean holding;
    private @Nullable Rules rules;

    public Witness(WitnessMemory memory) {
        this.memory = memory;
    }

    public WitnessMemory memory() {
        return memory;
    }

    /** From the next sample on, living owners are held by pidfd. For a program that goes on for longer. */
    public synchronized void holdOwners() {
        holding = true;
    }

    /** The opposite; at once. */
    public synchronized void letGo() {
        holding = false;
        holds.close();
    }

    /**
     * Takes one sample; does nothing where no owner is to be witnessed.
     *
     * @throws io.tekton.sharedservices.process.ProcessTableException if the process table cannot be read
     * @throws java.io.UncheckedIOException if what was seen could not be kept
     */
    public synchronized void sample(ProcessTable table, Rules now) {
        if (!now.witnessOwners()) {
            places.forget();
            holds.close();
            return;
        }
        if (!now.equals(rules)) {
            places.forget();
            rules = now;
        }
        Witnesses before = memory.within(scope(table));
        Set<ProcessIdentity> living = living(before);
        // Of the platform's own wrappers alone, only new processes are read while none of them lives.
        boolean waits = now.ownersAreThePlatforms() && living.isEmpty();
        Places.Seen seen =
                places.look(table.list(), table::node, living, before.below().keySet(), !waits);
        Witnesses after = Sample.taken(
                before, seen.nodes(), named(table, now, seen.examined()), holds::ended, table::node, table.uptime());
        if (holding) {
            holds.hold(living(after), table::node);
        }
        memory.keep(after);
    }

    private static Set<ProcessIdentity> living(Witnesses witnesses) {
        return witnesses.owners().values().stream()
                .filter(owner -> owner.endedAt() == null)
                .map(SeenOwner::identity)
                .collect(Collectors.toSet());
    }

    /** The processes that were seen below an owner that has ended. */
    public List<ProcessIdentity> leftBehind(ProcessTable table) {
        Witnesses all = memory.within(scope(table));
        return all.below().keySet().stream()
                .filter(process -> !endedOwners(all, process).isEmpty())
                .toList();
    }

    /** The names of the owners that have ended, below which a process was seen. */
    public Set<String> endedOwners(ProcessTable table, ProcessIdentity process) {
        return endedOwners(memory.within(scope(table)), process);
    }

    private static Set<String> endedOwners(Witnesses all, ProcessIdentity process) {
        SeenBelow seen = all.below().get(process);
        Set<String> names = new HashSet<>();
        if (seen != null) {
            for (ProcessIdentity owner : seen.ties().keySet()) {
                SeenOwner known = all.owners().get(owner);
                if (known != null && known.endedAt() != null) {
                    names.addAll(known.names());
                }
            }
        }
        return names;
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
        return new PresentEvidence(memory.within(scope(table)), holds::ended, table, now, nodes);
    }
}
