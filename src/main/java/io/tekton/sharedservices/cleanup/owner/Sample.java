package io.tekton.sharedservices.cleanup.owner;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One sample of the process table, added to what was witnessed. A new tie is believed only if every link between the
 * process and its owner is the same at a second reading, each of which comes after all first readings: then all links
 * held at one moment.
 */
public final class Sample {
    /** More processes than this are not witnessed: what is not witnessed is spared. */
    static final int MOST_WITNESSED = 20_000;

    private final Witnesses before;
    private final Map<Integer, ProcessNode> nodes;
    private final IntFunction<Reading<ProcessNode>> again;
    private final Duration now;
    private final Map<ProcessIdentity, SeenOwner> owners;
    private final Map<Integer, Boolean> belowOwner = new HashMap<>();

    private Sample(
            Witnesses before,
            Map<Integer, ProcessNode> nodes,
            Map<ProcessIdentity, Set<String>> named,
            IntFunction<Reading<ProcessNode>> again,
            Duration now) {
        this.before = before;
        this.nodes = nodes;
        this.again = again;
        this.now = now;
        this.owners = new HashMap<>(before.owners());
        named.forEach((identity, names) -> {
            ProcessNode node = nodes.get(identity.pid());
            SeenOwner known = owners.get(identity);
            if (known != null) {
                owners.put(identity, known.named(names));
            } else if (node != null && node.identity().equals(identity)) {
                owners.put(identity, new SeenOwner(identity, names, node.session(), null));
            }
        });
    }

    /**
     * What is witnessed after a sample.
     *
     * @param nodes the living processes by pid, as first read
     * @param named the owners that the rules named in this sample, with their names
     * @param again reads a process once more, after all of {@code nodes} were read
     * @param now time since boot, of the second readings
     */
    public static Witnesses taken(
            Witnesses before,
            Map<Integer, ProcessNode> nodes,
            Map<ProcessIdentity, Set<String>> named,
            IntFunction<Reading<ProcessNode>> again,
            Duration now) {
        Map<Integer, Reading<ProcessNode>> second = new HashMap<>();
        return new Sample(before, nodes, named, pid -> second.computeIfAbsent(pid, again::apply), now).after();
    }

    private Witnesses after() {
        owners.replaceAll((identity, owner) ->
                owner.endedAt() == null && hasEnded(again.apply(identity.pid()), identity) ? owner.ended(now) : owner);
        Map<ProcessIdentity, SeenBelow> below = new HashMap<>();
        before.below().forEach((identity, seen) -> {
            if (!hasEnded(again.apply(identity.pid()), identity)) {
                below.put(identity, left(seen));
            }
        });
        for (ProcessNode node : nodes.values()) {
            if (isBelowOwner(node, 0)) {
                SeenBelow seen = seen(node, below.get(node.identity()));
                if (seen != null && (below.containsKey(node.identity()) || below.size() < MOST_WITNESSED)) {
                    below.put(node.identity(), seen);
                }
            }
        }
        Set<ProcessIdentity> tied = new HashSet<>();
        below.values().forEach(seen -> tied.addAll(seen.ties().keySet()));
        owners.values().removeIf(owner -> owner.endedAt() != null && !tied.contains(owner.identity()));
        return new Witnesses(before.scope(), owners, below);
    }

    /** Whether a process has ended for certain; what cannot be read has not. */
    public static boolean hasEnded(Reading<ProcessNode> reading, ProcessIdentity identity) {
        return reading instanceof Reading.Gone<ProcessNode>
                || (reading instanceof Reading.Present<ProcessNode> present
                        && (!present.value().identity().equals(identity)
                                || present.value().zombie()));
    }

    /** Seen with another parent while an owner lives: it left that owner. */
    private SeenBelow left(SeenBelow seen) {
        ProcessNode node = nodes.get(seen.identity().pid());
        if (node == null || !node.identity().equals(seen.identity())) {
            return seen;
        }
        Map<ProcessIdentity, SeenBelow.Tie> ties = new HashMap<>(seen.ties());
        ties.replaceAll((owner, tie) ->
                isOf(node, tie.parent()) || !lives(owner) ? tie : new SeenBelow.Tie(tie.parent(), true));
        return new SeenBelow(seen.identity(), seen.nearest(), seen.sightings(), ties);
    }

    /** In doubt, its parent is another: that only spares. */
    private boolean isOf(ProcessNode child, ProcessIdentity parent) {
        ProcessNode now = nodes.get(child.parentPid());
        return child.parentPid() == parent.pid()
                && now != null
                && now.identity().equals(parent);
    }

    private boolean lives(ProcessIdentity owner) {
        SeenOwner known = owners.get(owner);
        return known != null && known.endedAt() == null;
    }

    /** Null at the top, at a gap, and below a terminal multiplexer. */
    private @Nullable ProcessNode parent(ProcessNode child) {
        ProcessNode parent = child.parentPid() > 0 ? nodes.get(child.parentPid()) : null;
        return parent == null
                        || parent.identity().startTicks() > child.identity().startTicks()
                        || Multiplexers.is(parent)
                ? null
                : parent;
    }

    private boolean isBelowOwner(ProcessNode node, int depth) {
        Boolean known = belowOwner.get(node.pid());
        if (known != null) {
            return known;
        }
        ProcessNode parent = depth > nodes.size() ? null : parent(node);
        boolean below = parent != null && (lives(parent.identity()) || isBelowOwner(parent, depth + 1));
        belowOwner.put(node.pid(), below);
        return below;
    }

    /** Null where the links did not hold. */
    private @Nullable SeenBelow seen(ProcessNode node, @Nullable SeenBelow known) {
        List<ProcessNode> chain = new ArrayList<>();
        List<ProcessIdentity> above = new ArrayList<>();
        int farthest = 0;
        for (ProcessNode at = parent(node); at != null && chain.size() <= nodes.size(); at = parent(at)) {
            chain.add(at);
            if (lives(at.identity())) {
                above.add(at.identity());
                farthest = chain.size();
            }
        }
        ProcessIdentity parent = chain.get(0).identity();
        Map<ProcessIdentity, SeenBelow.Tie> ties = new HashMap<>(known == null ? Map.of() : known.ties());
        boolean fresh = false;
        for (ProcessIdentity owner : above) {
            SeenBelow.Tie tie = ties.get(owner);
            if (tie == null || !tie.parent().equals(parent)) {
                ties.put(owner, new SeenBelow.Tie(parent, tie != null && tie.left()));
                fresh = true;
            }
        }
        if (fresh && !holds(node, chain.subList(0, farthest))) {
            return known;
        }
        boolean sameParent = known != null
                && known.ties().values().stream().anyMatch(tie -> tie.parent().equals(parent));
        int sightings = known != null && sameParent ? Math.min(SeenBelow.STABLE, known.sightings() + 1) : 1;
        ProcessIdentity nearest = known == null || above.contains(known.nearest()) ? above.get(0) : known.nearest();
        return new SeenBelow(node.identity(), nearest, sightings, ties);
    }

    private boolean holds(ProcessNode node, List<ProcessNode> chain) {
        return isUnchanged(node) && chain.stream().allMatch(this::isUnchanged);
    }

    private boolean isUnchanged(ProcessNode first) {
        return again.apply(first.pid()) instanceof Reading.Present<ProcessNode> second
                && second.value().identity().equals(first.identity())
                && second.value().parentPid() == first.parentPid()
                && !second.value().zombie();
    }
}
