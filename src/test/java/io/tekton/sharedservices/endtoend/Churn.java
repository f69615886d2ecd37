package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.endtoend.Installation.lives;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.posix.Flock;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * Processes of every kind that come, go, exec and register while cleanups run, and an oracle that knows of each whether
 * it may be signalled. What may is an orphan from before the run until its end; what may not is everything else. Used
 * by one cleanup's thread and one that stirs.
 */
final class Churn {
    private final Installation tekton;
    private final SampleProcesses zoo;
    private final Random random;
    private final Path wrapped;
    private final Map<Integer, String> platform = new TreeMap<>();
    private final Map<String, Integer> wrappers = new TreeMap<>();
    private final List<Integer> all = new ArrayList<>();

    /** The start of each one, in ticks since boot: once it is gone, its pid may be anybody's on this host. */
    private final Map<Integer, Long> starts = new TreeMap<>();

    private final Map<Integer, Innocent> innocent = new TreeMap<>();
    private final Set<Integer> guilty = new HashSet<>();
    private final Set<Integer> stubborn = new HashSet<>();
    private final Set<Integer> changelings = new HashSet<>();
    private int number;

    /**
     * One that must have no signal any more, told by its start, for pids come again.
     *
     * @param since a signal before that was rightly sent; the beginning of time for one that was innocent all along
     */
    private record Innocent(long startTicks, Instant since) {}

    Churn(Installation tekton, SampleProcesses zoo, Random random) {
        this.tekton = tekton;
        this.zoo = zoo;
        this.random = random;
        this.wrapped = tekton.root.resolve(".tekton/aish/ci-registry/wrapped_cis.json");
        try {
            Files.createDirectories(wrapped.getParent());
            Files.writeString(wrapped, "{}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return how many processes were started */
    synchronized int populate(int atLeast) {
        int before = all.size();
        while (all.size() - before < atLeast) {
            born(random.nextInt(12));
        }
        write();
        return all.size() - before;
    }

    private void born(int kind) {
        String name = "c" + ++number;
        List<String> argv = tekton.argv("--component", name, "--ai-id", name + "-ai");
        switch (kind) {
            case 0, 1 -> guilty(zoo.child(argv, Map.of()));
            case 2 -> stubborn.add(guilty(zoo.stubborn(argv, Map.of())));
            case 3 -> guilty(zoo.doubleForked(argv, Map.of("TEKTON_ROOT", tekton.root.toString())));
            case 4 -> {
                int pid = guilty(zoo.execsInto(argv, Map.of(), List.of("vim", tekton.script.toString())));
                changelings.add(pid);
            }
            case 5, 6 -> platform.put(innocent(zoo.child(argv, Map.of())), name);
            case 7 -> {
                SampleProcesses.Family family = zoo.wrapperWithChild(argv, tekton.argv("tool"), name);
                wrappers.put(name, innocent(family.parent()));
                innocent(family.child());
            }
            case 8 -> {
                SampleProcesses.Family family = zoo.family(argv, Map.of(), tekton.argv("below"), Map.of());
                innocent(family.parent());
                platform.put(innocent(family.child()), name);
            }
            case 9 -> innocent(zoo.child(List.of("vim", tekton.script.toString()), Map.of()));
            case 10 -> innocent(zoo.child(argv, Map.of("TEKTON_ROOT", "/another/installation")));
            // an entry without a pid still says that this one is meant to run
            default -> platform.put(-innocent(zoo.child(argv, Map.of())), name);
        }
    }

    private int guilty(int pid) {
        remember(pid);
        guilty.add(pid);
        return pid;
    }

    private int innocent(int pid) {
        innocent.put(pid, new Innocent(remember(pid), Instant.EPOCH));
        return pid;
    }

    private long remember(int pid) {
        long ticks = startTicks(pid);
        all.add(pid);
        starts.put(pid, ticks);
        return ticks;
    }

    /** Whether the one that was started here lives, and no other one has its pid. */
    private boolean isAlive(int pid) {
        return lives(pid) && startTicks(pid) == starts.get(pid);
    }

    /** From now on: whatever it had before this moment, it deserved. */
    private void reformed(int pid) {
        guilty.remove(pid);
        if (isAlive(pid)) {
            innocent.put(pid, new Innocent(starts.get(pid), Facts.onRecord(Instant.now())));
        }
    }

    private void write() {
        tekton.register(platform.entrySet().stream()
                .map(entry -> "\"" + entry.getValue() + "-ai\": {\"port\": 1, \"component\": \"" + entry.getValue()
                        + "\", \"metadata\": {"
                        + (entry.getKey() > 0 ? "\"pid\": " + entry.getKey() : "") + "}}")
                .collect(Collectors.joining(", ", "{", "}")));
        writeInPlace(wrapped());
    }

    private String wrapped() {
        return wrappers.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\": {\"name\": \"" + entry.getKey() + "\", \"pid\": "
                        + entry.getValue() + "}")
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private void writeInPlace(String text) {
        try {
            Files.writeString(wrapped, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does one of the things that happen at any moment, also in the middle of a run. */
    synchronized void stir() {
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4 -> register();
            case 5, 6, 7, 8, 9 -> forget();
            case 10, 11, 12, 13, 14 -> exec();
            default -> {
                String whole = wrapped();
                writeInPlace(whole.substring(0, random.nextInt(whole.length())));
                pause();
                writeInPlace(whole);
            }
        }
    }

    /**
     * An orphan registers, as the platform writes: under the lock. If it has had no signal by then, it must have none
     * later.
     */
    private void register() {
        any(guilty, pid -> {
            if (Flock.take(tekton.lock, Flock.Mode.EXCLUSIVE, Duration.ofSeconds(5))
                    instanceof Flock.Result.Locked held) {
                try {
                    // the lock is ours, so nothing is being signalled now; one in its grace has had its SIGTERM and may
                    // live
                    platform.put(pid, "late" + pid);
                    write();
                    reformed(pid);
                } finally {
                    held.lock().close();
                }
            }
        });
    }

    /** One that was registered is so no more: from now on it may be signalled. */
    private void forget() {
        any(innocent.keySet(), pid -> {
            if (platform.containsKey(pid)) {
                // whoever it protected may be signalled as well
                innocent.remove(pid);
                innocent.keySet().removeIf(other -> platform.get(other) == null && isParent(other, pid));
                platform.remove(pid);
                write();
            }
        });
    }

    private void exec() {
        any(changelings, pid -> {
            changelings.remove(pid);
            try {
                zoo.change(pid);
            } catch (IllegalStateException e) {
                // it was ended a moment ago
                return;
            }
            if (guilty.contains(pid)) {
                reformed(pid);
            }
        });
    }

    /**
     * An orphan that is held ends, and its pid goes to a newcomer with the same command line: to be called behind the
     * first judgement.
     */
    synchronized void recycle() {
        any(guilty, pid -> {
            if (stubborn.contains(pid) || changelings.contains(pid)) {
                return;
            }
            zoo.end(pid);
            if (lives(pid)) {
                // somebody else on this host was faster
                return;
            }
            guilty.remove(pid);
            try {
                zoo.newcomer(pid, tekton.argv("newcomer"), Map.of());
                innocent(pid);
            } catch (IllegalStateException e) {
                // somebody else on this host was faster
                return;
            }
        });
    }

    private void any(Set<Integer> from, IntConsumer action) {
        if (!from.isEmpty()) {
            action.accept(List.copyOf(from).get(random.nextInt(from.size())));
        }
    }

    synchronized void check(Installation.Outcome outcome, String which) {
        innocent.forEach((pid, one) -> {
            List<AuditEvent> signals = outcome.events().stream()
                    .filter(event -> event.kind() == EventKind.SIGNALLED && isAbout(event, pid, one.startTicks()))
                    .toList();
            assertThat(signals)
                    .as("signals to an innocent since %s: %s, %s", one.since(), signals, which)
                    .noneMatch(event -> event.at().isAfter(one.since()));
            // one that had its signal when it deserved it may have died of it later
            assertThat(isAlive(pid) || !signals.isEmpty())
                    .as("an innocent is gone without a signal on record, pid %d, %s", pid, which)
                    .isTrue();
        });
        if (outcome.run().outcome() == RunOutcome.SUCCEEDED) {
            for (int pid : guilty) {
                assertThat(isAlive(pid)).as("an orphan, pid %d, %s", pid, which).isFalse();
            }
        }
    }

    private static boolean isAbout(AuditEvent event, int pid, long startTicks) {
        ProcessIdentity process = event.process();
        return process != null && process.pid() == pid && process.startTicks() == startTicks;
    }

    /** In ticks since boot, proc(5); -1 where there is no such process. */
    private static long startTicks(int pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Integer.toString(pid), "stat"), ISO_8859_1);
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19]);
        } catch (IOException e) {
            return -1;
        }
    }

    /** Ends all; newcomers would be orphans in the next run. */
    synchronized void clear() {
        for (int pid : all) {
            try {
                zoo.end(pid);
            } catch (IllegalStateException e) {
                // it has ended already, and somebody reaped it
                continue;
            }
        }
        all.clear();
        starts.clear();
        innocent.clear();
        guilty.clear();
        stubborn.clear();
        changelings.clear();
        platform.clear();
        wrappers.clear();
        write();
    }

    private static boolean isParent(int parent, int child) {
        try {
            return Files.readString(Path.of("/proc", Integer.toString(child), "status"))
                    .contains("PPid:\t" + parent + "\n");
        } catch (IOException e) {
            return true;
        }
    }

    private void pause() {
        long end = System.nanoTime() + random.nextInt(3_000_000);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
