package io.tekton.sharedservices.registry.memory;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.registry.Registration;
import io.tekton.sharedservices.registry.Registrations;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What earlier readings of the registry of one platform folder saw. Immutable; each step returns what is known after
 * it.
 *
 * @param files the registry files that were ever read
 * @param firstBelieved the first reading that was believed; null before it
 * @param lastBelieved the last reading that was believed; null before it
 * @param rules the match rules of which a living process was ever seen registered
 * @param seen the processes that were seen registered and can still matter
 */
public record RememberedRegistrations(
        Set<String> files,
        @Nullable ReadingTime firstBelieved,
        @Nullable ReadingTime lastBelieved,
        Set<String> rules,
        List<SeenRegistration> seen) {
    /** The period before the last believed reading that the guard covers. */
    public static final Duration WINDOW = Duration.ofHours(24);

    /** What is known before anything was read. */
    public static final RememberedRegistrations NOTHING =
            new RememberedRegistrations(Set.of(), null, null, Set.of(), List.of());

    public RememberedRegistrations {
        files = Collections.unmodifiableSet(new TreeSet<>(files));
        rules = Collections.unmodifiableSet(new TreeSet<>(rules));
        seen = List.copyOf(seen);
        if ((firstBelieved == null) != (lastBelieved == null)) {
            throw new IllegalArgumentException("a first believed reading needs a last one, and the other way round");
        }
    }

    /** Whether a file was read, under whatever name of its folder. */
    public boolean wasRead(Path file) {
        if (files.contains(file.toString())) {
            return true;
        }
        Path real = inRealFolder(file);
        return files.stream().anyMatch(read -> inRealFolder(Path.of(read)).equals(real));
    }

    /** The file itself may be gone. */
    private static Path inRealFolder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            return folder == null ? file : folder.toRealPath().resolve(file.getFileName());
        } catch (IOException e) {
            return file.toAbsolutePath().normalize(); // the folder is gone, too
        }
    }

    RememberedRegistrations withFiles(Collection<Path> more) {
        Set<String> all = new TreeSet<>(files);
        more.forEach(file -> all.add(file.toString()));
        return new RememberedRegistrations(all, firstBelieved, lastBelieved, rules, seen);
    }

    /** The process, if a believed reading ever saw it registered. */
    public Optional<SeenRegistration> of(ProcessIdentity process, String pidNamespace) {
        return seen.stream().filter(one -> one.is(process, pidNamespace)).findFirst();
    }

    /**
     * Whether the holder of a registered pid is another process than the one that was believed to have that pid under
     * the same id: the entry is stale then, since the pid went to a stranger.
     */
    public boolean isStranger(ProcessIdentity holder, String pidNamespace, Collection<Registration> entries) {
        return seen.stream()
                .filter(one ->
                        one.identity().pid() == holder.pid() && !one.identity().equals(holder))
                .filter(one -> one.isOf(holder.bootId(), pidNamespace))
                .anyMatch(one -> entries.stream().anyMatch(entry -> one.ids().contains(entry.id())));
    }

    /**
     * The processes that the guard weighs a new reading against: seen registered within the window that ends with the
     * last believed reading, and not set aside by an operator. A last reading that lies ahead of now counts as one of
     * now: a wrong time makes the window no shorter.
     */
    public List<SeenRegistration> inWindow(ReadingTime now, String pidNamespace) {
        ReadingTime last = lastBelieved;
        if (last == null || !last.bootId().equals(now.bootId())) {
            return List.of();
        }
        long from = Math.min(last.bootMillis(), now.bootMillis()) - WINDOW.toMillis();
        return seen.stream()
                .filter(one -> one.counted() && one.isOf(now.bootId(), pidNamespace))
                .filter(one -> one.lastSeen() >= from)
                .toList();
    }

    /**
     * After a reading that is believed.
     *
     * @param holders the living processes that have a registered pid, by pid
     * @param lives whether a process that was seen before lives
     * @param restart an operator accepted the reading: the guard starts again with it
     */
    public RememberedRegistrations believed(
            Registrations now,
            Map<Integer, RegisteredProcess> holders,
            Predicate<ProcessIdentity> lives,
            String pidNamespace,
            ReadingTime at,
            boolean restart) {
        List<SeenRegistration> after = new ArrayList<>();
        Set<String> seenRules = new TreeSet<>(rules);
        for (Map.Entry<Integer, RegisteredProcess> holder : new TreeMap<>(holders).entrySet()) {
            List<Registration> entries = now.withPid(holder.getKey());
            ProcessIdentity identity = holder.getValue().identity();
            if (!entries.isEmpty() && !isStranger(identity, pidNamespace, entries)) {
                seenRules.addAll(holder.getValue().rules());
                after.add(seenNow(identity, pidNamespace, entries, at.bootMillis()));
            }
        }
        for (SeenRegistration before : seen) {
            if (before.identity().bootId().equals(at.bootId())
                    && after.stream().noneMatch(one -> one.is(before.identity(), before.pidNamespace()))
                    && canMatter(before, now, lives, pidNamespace, at.bootMillis())) {
                after.add(
                        isNamedWithoutPid(before, now)
                                ? before.stillNamed(at.bootMillis())
                                : before.unregisteredAt(at.bootMillis(), restart));
            }
        }
        return new RememberedRegistrations(files, firstBelieved == null ? at : firstBelieved, at, seenRules, after);
    }

    private SeenRegistration seenNow(
            ProcessIdentity identity, String pidNamespace, List<Registration> entries, long now) {
        Set<String> ids = new TreeSet<>();
        entries.forEach(entry -> ids.add(entry.id()));
        boolean ended = of(identity, pidNamespace).map(SeenRegistration::ended).orElse(false);
        return new SeenRegistration(
                identity,
                pidNamespace,
                ids,
                entries.get(0).file().toString(),
                now,
                SeenRegistration.NEVER,
                SeenRegistration.NEVER,
                true,
                ended);
    }

    /**
     * A dead process matters while a stale entry still has its pid, and while the guard has to count it as ended by us.
     */
    private static boolean canMatter(
            SeenRegistration one, Registrations now, Predicate<ProcessIdentity> lives, String pidNamespace, long at) {
        if (!one.pidNamespace().equals(pidNamespace)) {
            return true; // another PID namespace's processes cannot be seen from here
        }
        return !now.withPid(one.identity().pid()).isEmpty()
                || (one.ended() && one.counted() && one.lastSeen() >= at - WINDOW.toMillis())
                || lives.test(one.identity());
    }

    /** Whether an entry without a pid has one of its ids: it is registered by that. */
    public static boolean isNamedWithoutPid(SeenRegistration one, Registrations now) {
        return one.ids().stream().anyMatch(id -> !now.withoutPidNamed(id).isEmpty());
    }

    /**
     * After a reading that the guard refused: only what it missed is remembered, so that an operator who accepts it
     * need not wait again.
     */
    public RememberedRegistrations refused(Registrations now, ReadingTime at) {
        List<SeenRegistration> after = new ArrayList<>();
        for (SeenRegistration one : seen) {
            boolean ofThisBoot = one.identity().bootId().equals(at.bootId());
            boolean registered = !now.withPid(one.identity().pid()).isEmpty() || isNamedWithoutPid(one, now);
            after.add(!ofThisBoot ? one : registered ? one.notMissed() : one.missedAt(at.bootMillis()));
        }
        return new RememberedRegistrations(files, firstBelieved, lastBelieved, rules, after);
    }

    /** Before our run ends these processes. */
    public RememberedRegistrations decidedToEnd(Set<ProcessIdentity> processes, String pidNamespace) {
        return new RememberedRegistrations(
                files,
                firstBelieved,
                lastBelieved,
                rules,
                seen.stream()
                        .map(one -> one.pidNamespace().equals(pidNamespace) && processes.contains(one.identity())
                                ? one.decidedToEnd()
                                : one)
                        .toList());
    }

    /** Whether more has changed than the times that every reading moves. */
    boolean saysMoreThan(RememberedRegistrations before) {
        return !withoutTimes().equals(before.withoutTimes());
    }

    private RememberedRegistrations withoutTimes() {
        return new RememberedRegistrations(
                files,
                firstBelieved,
                firstBelieved,
                rules,
                seen.stream().map(SeenRegistration::withoutLastSeen).toList());
    }
}
