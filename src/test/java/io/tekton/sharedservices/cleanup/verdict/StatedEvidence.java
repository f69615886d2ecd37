package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.cleanup.owner.Evidence;
import io.tekton.sharedservices.cleanup.owner.SeenBelow;
import io.tekton.sharedservices.cleanup.owner.SeenOwner;
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
import org.jspecify.annotations.Nullable;

/** Evidence as a test states it; what it does not state is harmless. */
final class StatedEvidence implements Evidence {
    final Map<ProcessIdentity, SeenBelow> below = new HashMap<>();
    final Map<ProcessIdentity, SeenOwner> owners = new HashMap<>();
    final Set<ProcessIdentity> living = new HashSet<>();
    final Map<Integer, Set<String>> owning = new HashMap<>();
    final Set<Integer> ignoreHangup = new HashSet<>();
    final List<ProcessNode> descendants = new ArrayList<>();
    final Map<Integer, Set<Client>> clients = new HashMap<>();
    final Map<Integer, String> listening = new HashMap<>();

    @Nullable
    String unreadable;

    static ProcessIdentity identity(int pid) {
        return new ProcessIdentity("boot", pid, 10);
    }

    /** An owner that ended this long ago. */
    ProcessIdentity owner(int pid, String name, Duration endedAgo) {
        owners.put(identity(pid), new SeenOwner(identity(pid), Set.of(name), pid, Hosts.UPTIME.minus(endedAgo)));
        return identity(pid);
    }

    ProcessIdentity livingOwner(int pid, String name) {
        owners.put(identity(pid), new SeenOwner(identity(pid), Set.of(name), pid, null));
        living.add(identity(pid));
        return identity(pid);
    }

    void seen(ProcessNode process, ProcessIdentity owner, ProcessIdentity parent, boolean left) {
        SeenBelow known = below.get(process.identity());
        Map<ProcessIdentity, SeenBelow.Tie> ties = new HashMap<>(known == null ? Map.of() : known.ties());
        ties.put(owner, new SeenBelow.Tie(parent, left));
        below.put(
                process.identity(),
                new SeenBelow(process.identity(), known == null ? owner : known.nearest(), SeenBelow.STABLE, ties));
    }

    /** What alone cannot be read, by the names of the methods below. */
    final Set<String> unknown = new HashSet<>();

    private <T> Reading<T> reading(T value) {
        return unreadable == null ? new Reading.Present<>(value) : new Reading.Unreadable<>(unreadable);
    }

    private <T> Reading<T> reading(String what, T value) {
        return unknown.contains(what) ? new Reading.Unreadable<>("a test hides it") : reading(value);
    }

    @Override
    public Optional<SeenBelow> of(ProcessIdentity process) {
        return Optional.ofNullable(below.get(process));
    }

    @Override
    public Optional<SeenOwner> owner(ProcessIdentity process) {
        return Optional.ofNullable(owners.get(process));
    }

    @Override
    public Reading<Boolean> ended(SeenOwner owner) {
        return reading("ended", !living.contains(owner.identity()));
    }

    @Override
    public Reading<Set<String>> owning(ProcessNode process) {
        return unknown.contains("owning")
                ? new Reading.Unreadable<>("a test hides it")
                : new Reading.Present<>(owning.getOrDefault(process.pid(), Set.of()));
    }

    @Override
    public Reading<Boolean> ignoresHangup(int pid) {
        return reading("ignoresHangup", ignoreHangup.contains(pid));
    }

    /** Once a test has stated the tree, each has its own descendants; else all have the same. */
    final Map<Integer, ProcessNode> tree = new HashMap<>();

    @Override
    public Reading<List<ProcessNode>> descendants(ProcessNode process) {
        if (unknown.contains("descendants")) {
            return new Reading.Unreadable<>("a test hides it");
        }
        if (tree.isEmpty()) {
            return new Reading.Present<>(descendants);
        }
        return new Reading.Present<>(tree.values().stream()
                .filter(node -> isBelow(node, process.pid()))
                .toList());
    }

    private boolean isBelow(ProcessNode node, int ancestor) {
        ProcessNode parent = tree.get(node.parentPid());
        return node.parentPid() == ancestor || (parent != null && isBelow(parent, ancestor));
    }

    @Override
    public Reading<Set<Client>> clients(List<ProcessNode> family) {
        Set<Client> all = new HashSet<>();
        family.forEach(member -> all.addAll(clients.getOrDefault(member.pid(), Set.of())));
        return reading("clients", all);
    }

    @Override
    public Reading<String> listening(int pid) {
        return reading("listening", listening.getOrDefault(pid, ""));
    }

    @Override
    public Duration now() {
        return Hosts.UPTIME;
    }
}
