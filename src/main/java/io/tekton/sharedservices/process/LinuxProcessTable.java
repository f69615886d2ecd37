package io.tekton.sharedservices.process;

import io.tekton.sharedservices.posix.Pidfd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The process table of a Linux host, read from {@code /proc}. */
public final class LinuxProcessTable implements ProcessTable {
    /** How long the reading of one process may take before it counts as unreadable. */
    static final Duration READ_BOUND = Duration.ofSeconds(1);

    private static final int CONSISTENT_TRIES = 3;

    private final ProcFiles files;
    private final Set<String> variables;
    private final Clock clock;
    private final String bootId;
    private final int ticksPerSecond;
    private final StallGuard guard;

    private LinuxProcessTable(ProcFiles files, Set<String> variables, Clock clock, Duration readBound)
            throws IOException {
        this.files = files;
        this.variables = Set.copyOf(variables);
        this.clock = clock;
        this.bootId = files.bootId();
        this.ticksPerSecond = files.ticksPerSecond();
        this.guard = new StallGuard(readBound);
    }

    /**
     * Opens {@code /proc}.
     *
     * @param variables the environment variables that snapshots keep; all others are dropped as soon as they are read
     * @throws ProcessTableException if it cannot be read, or belongs to another PID namespace than this process
     */
    public static LinuxProcessTable open(Set<String> variables, Clock clock) {
        return open(Path.of("/proc"), variables, clock, READ_BOUND);
    }

    static LinuxProcessTable open(Path proc, Set<String> variables, Clock clock, Duration readBound) {
        try {
            ProcFiles files = new ProcFiles(proc);
            int self = files.self();
            long own = ProcessHandle.current().pid();
            if (self != own) {
                throw new ProcessTableException(proc + " shows another PID namespace than this process lives in (it is "
                        + own + " and stands there as " + self + "): mount a /proc of this namespace");
            }
            return new LinuxProcessTable(files, variables, clock, readBound);
        } catch (IOException | RuntimeException e) {
            if (e instanceof ProcessTableException known) {
                throw known;
            }
            throw new ProcessTableException(
                    "the process table below " + proc + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public String bootId() {
        return bootId;
    }

    @Override
    public Duration uptime() {
        try {
            return files.uptime();
        } catch (IOException e) {
            throw new ProcessTableException("the time since boot cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public Scan scan(UserScope users, Predicate<CommandLine> wanted) {
        int[] pids;
        try {
            pids = files.pids();
        } catch (IOException e) {
            throw new ProcessTableException("the processes cannot be listed: " + e.getMessage(), e);
        }
        Arrays.sort(pids);
        StallGuard.Visited<Sight> seen = guard.visit(pids, () -> visitor(users, wanted));
        List<Integer> unreadable = new ArrayList<>(seen.hung());
        List<ProcessSnapshot> matches = new ArrayList<>();
        for (Sight sight : seen.results()) {
            if (sight.snapshot() == null) {
                unreadable.add(sight.pid());
            } else {
                matches.add(sight.snapshot());
            }
        }
        return new Scan(pids.length, matches, unreadable);
    }

    /** A matched process, or one whose command line could not be read (then without a snapshot). */
    private record Sight(int pid, @Nullable ProcessSnapshot snapshot) {}

    private IntFunction<@Nullable Sight> visitor(UserScope users, Predicate<CommandLine> wanted) {
        ProcFiles.Buffer buffer = new ProcFiles.Buffer();
        CommandLine view = CommandLine.view();
        return pid -> {
            try {
                if (users instanceof UserScope.Users some && !some.includesUid(files.folderOwner(pid))) {
                    return null;
                }
                files.read(pid, "cmdline", buffer);
            } catch (IOException e) {
                return files.exists(pid) ? new Sight(pid, null) : null;
            }
            view.point(buffer.bytes, buffer.length);
            if (view.isEmpty() || !wanted.test(view)) {
                return null;
            }
            Reading<ProcessSnapshot> whole = readNow(pid, buffer);
            if (whole instanceof Reading.Present<ProcessSnapshot> present) {
                // Between the two reads it may have become another program.
                return wanted.test(present.value().command()) ? new Sight(pid, present.value()) : null;
            }
            return whole instanceof Reading.Unreadable<ProcessSnapshot> ? new Sight(pid, null) : null;
        };
    }

    @Override
    public Reading<ProcessSnapshot> read(int pid) {
        StallGuard.Visited<Reading<ProcessSnapshot>> visited =
                guard.visit(new int[] {pid}, () -> p -> readNow(p, new ProcFiles.Buffer()));
        return visited.results().isEmpty()
                ? new Reading.Unreadable<>("reading it takes longer than a second")
                : visited.results().get(0);
    }

    @Override
    public Reading<ProcessNode> node(int pid) {
        // The stat file is the kernel's own: reading it touches no memory of the process and cannot hang.
        return node(pid, new ProcFiles.Buffer());
    }

    private Reading<ProcessNode> node(int pid, ProcFiles.Buffer buffer) {
        try {
            files.read(pid, "stat", buffer);
            return new Reading.Present<>(ProcFiles.stat(bootId, pid, buffer));
        } catch (IOException | RuntimeException e) {
            return files.exists(pid) ? new Reading.Unreadable<>("its stat: " + e.getMessage()) : new Reading.Gone<>();
        }
    }

    /** Reads until two looks agree, so that a snapshot is never half one program and half the next. */
    private Reading<ProcessSnapshot> readNow(int pid, ProcFiles.Buffer buffer) {
        for (int i = 0; i < CONSISTENT_TRIES; i++) {
            Reading<ProcessNode> before = node(pid, buffer);
            if (!(before instanceof Reading.Present<ProcessNode> present)) {
                return before instanceof Reading.Unreadable<ProcessNode> u
                        ? new Reading.Unreadable<>(u.why())
                        : new Reading.Gone<>();
            }
            ProcessSnapshot snapshot;
            CommandLine after;
            try {
                snapshot = snapshot(present.value(), buffer);
                after = commandLine(pid, buffer);
            } catch (IOException e) {
                return files.exists(pid)
                        ? new Reading.Unreadable<>("its command line: " + e.getMessage())
                        : new Reading.Gone<>();
            }
            Reading<ProcessNode> again = node(pid, buffer);
            if (again instanceof Reading.Gone<ProcessNode>
                    || (again instanceof Reading.Present<ProcessNode> other
                            && !other.value().identity().equals(snapshot.identity()))) {
                return new Reading.Gone<>();
            }
            if (again.equals(before) && after.equals(snapshot.command())) {
                return new Reading.Present<>(snapshot);
            }
        }
        return new Reading.Unreadable<>("it changes faster than it can be read");
    }

    private CommandLine commandLine(int pid, ProcFiles.Buffer buffer) throws IOException {
        files.read(pid, "cmdline", buffer);
        CommandLine view = CommandLine.view();
        view.point(buffer.bytes, buffer.length);
        return view.copy();
    }

    private ProcessSnapshot snapshot(ProcessNode node, ProcFiles.Buffer buffer) throws IOException {
        int pid = node.pid();
        CommandLine command = commandLine(pid, buffer);
        List<String> unread = new ArrayList<>();
        ProcFiles.Status status = new ProcFiles.Status(-1, -1, -1);
        try {
            files.read(pid, "status", buffer);
            status = ProcFiles.Status.parse(buffer);
        } catch (IOException | RuntimeException e) {
            unread.add("its status (" + e.getMessage() + ")");
        }
        Owner owner = null;
        if (status.uid() >= 0) {
            owner = new Owner(status.uid(), status.effectiveUid(), ownerName(pid, status));
        } else if (unread.isEmpty()) {
            unread.add("its owner");
        }
        if (status.nesting() < 0 && unread.isEmpty()) {
            unread.add("its PID namespace");
        }
        Map<String, String> environment = null;
        try {
            files.read(pid, "environ", buffer);
            environment = ProcFiles.environ(buffer, variables);
        } catch (IOException e) {
            unread.add("its environment (" + e.getMessage() + ")");
        }
        Duration age = uptime().minus(ticks(node.identity().startTicks()));
        Instant startedAt = clock.instant().minus(age).truncatedTo(ChronoUnit.MILLIS);
        return new ProcessSnapshot(
                node,
                command,
                owner,
                environment,
                status.nesting(),
                age.isNegative() ? Duration.ZERO : age,
                startedAt,
                unread,
                List.of());
    }

    private Duration ticks(long ticks) {
        return Duration.ofSeconds(ticks / ticksPerSecond)
                .plusNanos(ticks % ticksPerSecond * (1_000_000_000L / ticksPerSecond));
    }

    private String ownerName(int pid, ProcFiles.Status status) throws IOException {
        // The folder's owner is the effective user; a set-user-id program is shown by number.
        return files.folderOwner(pid) == status.uid() ? files.folderOwnerName(pid) : Integer.toString(status.uid());
    }

    /** Where a process's working folder is, to resolve what it has as a relative path. */
    @Override
    public Reading<Path> workingFolder(int pid) {
        try {
            return new Reading.Present<>(files.workingFolder(pid));
        } catch (IOException e) {
            return files.exists(pid)
                    ? new Reading.Unreadable<>("its working folder: " + e.getMessage())
                    : new Reading.Gone<>();
        }
    }

    @Override
    public Pinning pin(ProcessSnapshot expected) {
        Pidfd.Opening opening = Pidfd.open(expected.pid());
        if (opening instanceof Pidfd.Opening.Gone) {
            return new Pinning.Gone();
        }
        if (!(opening instanceof Pidfd.Opening.Opened opened)) {
            return pinByHandle(expected);
        }
        Pinning pinning = verified(expected, new PidfdProcess(opened.pidfd(), expected));
        if (!(pinning instanceof Pinning.Pinned)) {
            opened.pidfd().close();
        }
        return pinning;
    }

    private Pinning pinByHandle(ProcessSnapshot expected) {
        return ProcessHandle.of(expected.pid())
                .<Pinning>map(handle -> verified(expected, new HandleProcess(handle, expected)))
                .orElseGet(Pinning.Gone::new);
    }

    /**
     * Reads the process again after it was pinned. That the pinned one still lives after the reads proves that they were of it: its
     * pid could not go to another before it had ended.
     */
    private Pinning verified(ProcessSnapshot expected, PinnedProcess pinned) {
        Reading<ProcessSnapshot> now = read(expected.pid());
        if (pinned.exited() || now instanceof Reading.Gone<ProcessSnapshot>) {
            return new Pinning.Gone();
        }
        if (now instanceof Reading.Unreadable<ProcessSnapshot> unreadable) {
            return new Pinning.Changed("it cannot be read any more: " + unreadable.why());
        }
        ProcessSnapshot seen = ((Reading.Present<ProcessSnapshot>) now).value();
        if (!seen.identity().equals(expected.identity())) {
            return new Pinning.Changed("its pid went to another process");
        }
        if (!seen.command().equals(expected.command())) {
            return new Pinning.Changed("it runs another command line now");
        }
        if (seen.owner() == null || !seen.owner().equals(expected.owner())) {
            return new Pinning.Changed("it has another owner now");
        }
        return new Pinning.Pinned(pinned);
    }

    @Override
    public void awaitAnyExit(List<PinnedProcess> pinned, Duration atMost) {
        PinnedProcesses.awaitAnyExit(pinned, atMost);
    }
}
