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
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One sample of the process table, added to what was witnessed. A new tie is believed only if every link between the
 * process and its owner is the same at a second reading, each of which comes after all first readings: then all links
 * held at one moment.
 */
public final class Sample {
    private static final Duration LASTING = Duration.ofSeconds(1);

    /** Of {@code starttime} in {@code /proc/PID/stat}; were a tick shorter somewhere, processes would seem younger. */
    private static final long MILLIS_A_TICK = 10;

    /** More processes than this are not witnessed: what is not witnessed is spared. */
    static final int MOST_WITNESSED = 20_000;

    private final Witnesses before;
    private final Map<Integer, ProcessNode> nodes;
    private final Function<ProcessIdentity, Optional<Boolean>> held;
    private final IntFunction<Reading<ProcessNode>> again;
    private final Duration now;
    private final Map<ProcessIdentity, SeenOwner> owners;
    private final Map<Integer, List<ProcessIdentity>> ownersFrom = new HashMap<>();

    private Sample(
            Witnesses before,
            Map<Integer, ProcessNode> nodes,
            Map<ProcessIdentity, Set<String>> named,
            Function<ProcessIdentity, Optional<Boolean>> held,
            IntFunction<Reading<ProcessNode>> again,
            Duration now) {
        this.before = before;
        this.nodes = nodes;
        this.held = held;
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
     * @param held whether an owner has ended; empty where it is not held, so that its identity decides
     * @param again reads a process once more, after all of {@code nodes} were read
     * @param now time since boot, of the second readings
     */
    public static Witnesses taken(
            Witnesses before,
            Map<Integer, ProcessNode> nodes,
            Map<ProcessIdentity, Set<String>> named,
            Function<ProcessIdentity, Optional<Boolean>> held,
            IntFunction<Reading<ProcessNode>> again,
            Duration now) {
        Map<Integer, Reading<ProcessNode>> second = new HashMap<>();
        return new Sample(before, nodes, named, held, pid -> second.computeIfAbsent(pid, again::apply), now).after();
    }

    private Witnesses after() {
        owners.replaceAll(
                (identity, owner) -> owner.endedAt() == null && ownerHasEnded(identity) ? owner.ended(now) : owner);
        Map<ProcessIdentity, SeenBelow> below = new HashMap<>();
        before.below().forEach((identity, seen) -> {
            if (isSeen(identity) || !hasEnded(again.apply(identity.pid()), identity)) {
                below.put(identity, left(seen));
            }
        });
        for (ProcessNode node : nodes.values()) {
            List<ProcessIdentity> above = above(node, 0);
            if (!above.isEmpty()) {
                SeenBelow known = below.get(node.identity());
                SeenBelow seen = seen(node, above, known);
                if (seen != null && !seen.equals(known) && (known != null || below.size() < MOST_WITNESSED)) {
                    below.put(node.identity(), seen);
                }
            }
        }
        forgetOwnersOfNobody(below);
        return owners.equals(before.owners()) && below.equals(before.below())
                ? before
                : new Witnesses(before.scope(), owners, below);
    }

    private boolean ownerHasEnded(ProcessIdentity owner) {
        return held.apply(owner).orElseGet(() -> hasEnded(again.apply(owner.pid()), owner));
    }

    private void forgetOwnersOfNobody(Map<ProcessIdentity, SeenBelow> below) {
        if (owners.values().stream().allMatch(owner -> owner.endedAt() == null)) {
            return;
        }
        Set<ProcessIdentity> tied = new HashSet<>();
        below.values().forEach(seen -> tied.addAll(seen.ties().keySet()));
        owners.values().removeIf(owner -> owner.endedAt() != null && !tied.contains(owner.identity()));
    }

    private boolean isSeen(ProcessIdentity process) {
        ProcessNode node = nodes.get(process.pid());
        return node != null && node.identity().equals(process);
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
        Map<ProcessIdentity, SeenBelow.Tie> left = Map.of();
        for (Map.Entry<ProcessIdentity, SeenBelow.Tie> entry : seen.ties().entrySet()) {
            SeenBelow.Tie tie = entry.getValue();
            if (!tie.left() && !isOf(node, tie.parent()) && lives(entry.getKey())) {
                left = joined(left, Map.of(entry.getKey(), new SeenBelow.Tie(tie.parent(), true)));
            }
        }
        return left.isEmpty()
                ? seen
                : new SeenBelow(seen.identity(), seen.nearest(), seen.sightings(), joined(seen.ties(), left));
    }

    private static Map<ProcessIdentity, SeenBelow.Tie> joined(
            Map<ProcessIdentity, SeenBelow.Tie> ties, Map<ProcessIdentity, SeenBelow.Tie> newer) {
        Map<ProcessIdentity, SeenBelow.Tie> all = new HashMap<>(ties);
        all.putAll(newer);
        return all;
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

    /** The living owners above a process, the nearest first. */
    private List<ProcessIdentity> above(ProcessNode node, int depth) {
        ProcessNode parent = depth > nodes.size() ? null : parent(node);
        if (parent == null) {
            return List.of();
        }
        List<ProcessIdentity> found = ownersFrom.get(parent.pid());
        if (found == null) {
            found = above(parent, depth + 1);
            if (lives(parent.identity())) {
                List<ProcessIdentity> more = new ArrayList<>(List.of(parent.identity()));
                more.addAll(found);
                found = more;
            }
            ownersFrom.put(parent.pid(), found);
        }
        return found;
    }

    /** All that is above a process, up to this one. */
    private List<ProcessNode> chain(ProcessNode node, ProcessIdentity farthest) {
        List<ProcessNode> chain = new ArrayList<>();
        for (ProcessNode at = parent(node); at != null; at = parent(at)) {
            chain.add(at);
            if (at.identity().equals(farthest)) {
                break;
            }
        }
        return chain;
    }

    /** Null where the links did not hold. */
    private @Nullable SeenBelow seen(ProcessNode node, List<ProcessIdentity> above, @Nullable SeenBelow known) {
        ProcessNode parent = parent(node);
        if (parent == null) {
            return known;
        }
        if (known != null && isAsBefore(known, parent.identity(), above)) {
            return known;
        }
        Map<ProcessIdentity, SeenBelow.Tie> ties = known == null ? Map.of() : known.ties();
        Map<ProcessIdentity, SeenBelow.Tie> fresh = new HashMap<>();
        for (ProcessIdentity owner : above) {
            SeenBelow.Tie tie = ties.get(owner);
            if (tie == null || !tie.parent().equals(parent.identity())) {
                fresh.put(owner, new SeenBelow.Tie(parent.identity(), tie != null && tie.left()));
            }
        }
        if (!fresh.isEmpty() && !holds(node, chain(node, above.get(above.size() - 1)))) {
            return known;
        }
        boolean sameParent = ties.values().stream().anyMatch(tie -> tie.parent().equals(parent.identity()));
        int sightings = known == null || !sameParent
                ? 1
                : isLasting(node) ? Math.min(SeenBelow.STABLE, known.sightings() + 1) : known.sightings();
        ProcessIdentity nearest = known == null || above.contains(known.nearest()) ? above.get(0) : known.nearest();
        return new SeenBelow(node.identity(), nearest, sightings, joined(ties, fresh));
    }

    /**
     * Whether it is older than a middle process of a double fork lives. Two samples may be milliseconds apart, so both
     * may see such a process, and it is no lasting parent for that.
     */
    private boolean isLasting(ProcessNode node) {
        Duration started = Duration.ofMillis(node.identity().startTicks() * MILLIS_A_TICK);
        return now.minus(started).compareTo(LASTING) >= 0;
    }

    /** The usual case, of thousands of processes. */
    private static boolean isAsBefore(SeenBelow known, ProcessIdentity parent, List<ProcessIdentity> above) {
        if (known.sightings() < SeenBelow.STABLE || !known.nearest().equals(above.get(0))) {
            return false;
        }
        for (ProcessIdentity owner : above) {
            SeenBelow.Tie tie = known.ties().get(owner);
            if (tie == null || !tie.parent().equals(parent)) {
                return false;
            }
        }
        return true;
    }

    private boolean holds(ProcessNode node, List<ProcessNode> chain) {
        return isUnchanged(node, true) && chain.stream().allMatch(above -> isUnchanged(above, false));
    }

    /** The first reading may be old: what was no terminal multiplexer then may be one now. */
    private boolean isUnchanged(ProcessNode first, boolean mayMultiplex) {
        return again.apply(first.pid()) instanceof Reading.Present<ProcessNode> second
                && second.value().identity().equals(first.identity())
                && second.value().parentPid() == first.parentPid()
                && !second.value().zombie()
                && (mayMultiplex || !Multiplexers.is(second.value()));
    }
}
