package io.tekton.sharedservices.process.portable;

import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.Listener;
import io.tekton.sharedservices.process.Listeners;
import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.process.PathWalk;
import io.tekton.sharedservices.process.PinnedProcess;
import io.tekton.sharedservices.process.PinnedProcesses;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessSnapshot.Place;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.ProcessTable.Wanted;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.Scan;
import io.tekton.sharedservices.process.SeenPath;
import io.tekton.sharedservices.process.SeenPaths;
import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The process table of a host without {@code /proc}, such as macOS, by {@link ProcessHandle}. It can read less: no
 * environment, no PID namespaces, ages by the wall clock, and signals guarded by the start time alone. Each snapshot
 * says so.
 */
public final class PortableProcessTable implements ProcessTable {
    /** Used in place of a boot id, which Java cannot read; start times are absolute here. */
    static final String BOOT = "unknown-boot";

    private static final List<String> WEAKNESSES = List.of(
            "its environment is not readable on this system, so TEKTON_ROOT and TEKTON_CI_NAME are unknown",
            "its age is taken from the wall clock",
            "its signals are guarded by its start time, not by a pidfd");

    private final Wanted wanted;
    private final Clock clock;

    /** One that reads no more than it always does. */
    public PortableProcessTable(Clock clock) {
        this(Wanted.variables(Set.of()), clock);
    }

    public PortableProcessTable(Wanted wanted, Clock clock) {
        this.wanted = wanted;
        this.clock = clock;
    }

    @Override
    public String pidNamespace() {
        return "";
    }

    @Override
    public String bootId() {
        return BOOT;
    }

    /** Unknown to Java: zero. */
    @Override
    public Duration uptime() {
        return Duration.ZERO;
    }

    @Override
    public Scan scan(UserScope users, Predicate<CommandLine> wanted) {
        List<ProcessSnapshot> matches = new ArrayList<>();
        List<Integer> unreadable = new ArrayList<>();
        List<ProcessHandle> all = ProcessHandle.allProcesses().sorted().toList();
        for (ProcessHandle handle : all) {
            ProcessHandle.Info info = handle.info();
            Owner owner = owner(info);
            if (owner == null || !users.includes(owner)) {
                continue;
            }
            CommandLine command = command(info);
            if (command.isEmpty()) {
                unreadable.add((int) handle.pid());
            } else if (wanted.test(command) && snapshot(handle) instanceof Reading.Present<ProcessSnapshot> present) {
                matches.add(present.value());
            }
        }
        return new Scan(all.size(), matches, unreadable);
    }

    private static @Nullable Owner owner(ProcessHandle.Info info) {
        return info.user().map(name -> new Owner(-1, -1, name)).orElse(null);
    }

    private static CommandLine command(ProcessHandle.Info info) {
        List<String> words = new ArrayList<>();
        info.command().ifPresent(words::add);
        Optional<String[]> arguments = info.arguments();
        if (words.isEmpty() || arguments.isEmpty()) {
            return CommandLine.of(List.of());
        }
        words.addAll(List.of(arguments.get()));
        return CommandLine.of(words);
    }

    private Reading<ProcessSnapshot> snapshot(ProcessHandle handle) {
        Optional<ProcessNode> node = nodeOf(handle);
        if (node.isEmpty()) {
            return handle.isAlive() ? new Reading.Unreadable<>("its start time is not readable") : new Reading.Gone<>();
        }
        ProcessHandle.Info info = handle.info();
        Instant startedAt = Instant.ofEpochMilli(node.get().identity().startTicks());
        Duration age = Duration.between(startedAt, clock.instant());
        CommandLine command = command(info);
        Owner owner = owner(info);
        List<String> unread = new ArrayList<>();
        if (command.isEmpty()) {
            unread.add("its command line");
        }
        if (owner == null) {
            unread.add("its owner");
        }
        return new Reading.Present<>(new ProcessSnapshot(
                node.get(),
                command,
                owner,
                Map.of(),
                0,
                age.isNegative() ? Duration.ZERO : age,
                startedAt.truncatedTo(ChronoUnit.MILLIS),
                place(handle, command),
                unread,
                WEAKNESSES));
    }

    private Place place(ProcessHandle handle, CommandLine command) {
        return new Place(
                new Reading.Unreadable<>("this system does not say in which folder a process works"),
                handle.info()
                        .command()
                        .<Reading<String>>map(Reading.Present::new)
                        .orElseGet(() -> new Reading.Unreadable<>("its program is not known")),
                parent(handle),
                script(wanted.script().apply(command)));
    }

    private static Reading<Place.Parent> parent(ProcessHandle handle) {
        Optional<ProcessHandle> parent = handle.parent();
        if (parent.isEmpty()) {
            return new Reading.Gone<>();
        }
        CommandLine command = command(parent.get().info());
        return command.isEmpty()
                ? new Reading.Unreadable<>("its parent's command line is not readable")
                : new Reading.Present<>(new Place.Parent(
                        command, String.valueOf(Path.of(command.argument(0)).getFileName())));
    }

    /** Relative paths begin in a folder that is not known here. */
    private static Reading<String> script(String path) {
        if (path.isEmpty()) {
            return new Reading.Gone<>();
        }
        try {
            return path.startsWith("/")
                    ? new Reading.Present<>(Path.of(path).toRealPath().toString())
                    : new Reading.Unreadable<>("its working folder is not known");
        } catch (IOException | RuntimeException e) {
            return new Reading.Unreadable<>(path + ": " + Causes.of(e));
        }
    }

    private static Optional<ProcessNode> nodeOf(ProcessHandle handle) {
        return handle.info()
                .startInstant()
                .map(start -> new ProcessNode(
                        new ProcessIdentity(BOOT, (int) handle.pid(), start.toEpochMilli()),
                        handle.parent().map(parent -> (int) parent.pid()).orElse(0),
                        handle.info()
                                .command()
                                .map(command -> String.valueOf(Path.of(command).getFileName()))
                                .orElse("?"),
                        !handle.isAlive(),
                        false));
    }

    @Override
    public Reading<ProcessSnapshot> read(int pid) {
        return ProcessHandle.of(pid).map(this::snapshot).orElseGet(Reading.Gone::new);
    }

    @Override
    public Reading<ProcessNode> node(int pid) {
        return ProcessHandle.of(pid)
                .<Reading<ProcessNode>>map(handle -> nodeOf(handle)
                        .<Reading<ProcessNode>>map(Reading.Present::new)
                        .orElseGet(() -> new Reading.Unreadable<>("its start time is not readable")))
                .orElseGet(Reading.Gone::new);
    }

    @Override
    public Listeners listeners() {
        return new Listeners() {
            @Override
            public Reading<Set<Listener>> of(int pid) {
                return new Reading.Unreadable<>("this system does not report which process listens on which address");
            }

            @Override
            public Set<Integer> children(int pid) {
                return Set.of();
            }

            @Override
            public boolean maySharePrograms(int pid, int ancestor) {
                return true;
            }
        };
    }

    /** {@inheritDoc} There are no roots and mounts of a process's own here, and no working folders to be known. */
    @Override
    public SeenPaths paths() {
        return new SeenPaths() {
            @Override
            public Reading<SeenPath> of(int pid, String path) {
                try {
                    return new Reading.Present<>(new PathWalk("/", null).follow(path));
                } catch (IOException | RuntimeException e) {
                    return new Reading.Unreadable<>(path + ": " + Causes.of(e));
                }
            }

            @Override
            public Reading<SeenPath> ofProgram(int pid) {
                return ProcessHandle.of(pid)
                        .flatMap(handle -> handle.info().command())
                        .map(command -> of(pid, command))
                        .orElseGet(() -> new Reading.Unreadable<>("its program is not known"));
            }
        };
    }

    @Override
    public Pinning pin(ProcessSnapshot expected) {
        Optional<ProcessHandle> handle = ProcessHandle.of(expected.pid());
        if (handle.isEmpty()) {
            return new Pinning.Gone();
        }
        Reading<ProcessSnapshot> now = snapshot(handle.get());
        if (now instanceof Reading.Gone<ProcessSnapshot>) {
            return new Pinning.Gone();
        }
        return now instanceof Reading.Present<ProcessSnapshot> present
                        && present.value().isSameAs(expected)
                        && Objects.equals(present.value().owner(), expected.owner())
                ? new Pinning.Pinned(new HandleProcess(handle.get(), present.value(), this::node))
                : new Pinning.Changed("it is another process or program now, or cannot be read any more");
    }

    @Override
    public void awaitAnyExit(List<PinnedProcess> pinned, Duration atMost) {
        PinnedProcesses.awaitAnyExit(pinned, atMost);
    }
}
