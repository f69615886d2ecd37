package io.tekton.sharedservices.process.linux;

import io.tekton.sharedservices.posix.FolderOwners;
import io.tekton.sharedservices.posix.Pidfd;
import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.Connections;
import io.tekton.sharedservices.process.Listeners;
import io.tekton.sharedservices.process.PinnedProcess;
import io.tekton.sharedservices.process.PinnedProcesses;
import io.tekton.sharedservices.process.ProcessFacts;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.ProcessTable.Wanted;
import io.tekton.sharedservices.process.ProcessTableException;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.Scan;
import io.tekton.sharedservices.process.SeenPaths;
import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The process table of a Linux host, read from {@code /proc}. */
public final class LinuxProcessTable implements ProcessTable {
    /** How long the read of one process may take before the process is treated as unreadable. */
    public static final Duration READ_BOUND = Duration.ofSeconds(1);

    private final Path proc;
    private final ProcFiles files;
    private final SnapshotReader reader;
    private final StallGuard guard;
    private final MarkedPids marked;
    private final Duration readBound;
    private final IntFunction<Pidfd.Opening> pidfds;

    private LinuxProcessTable(
            Path proc, Wanted wanted, Clock clock, Duration readBound, IntFunction<Pidfd.Opening> pidfds)
            throws IOException {
        this.proc = proc;
        this.files = new ProcFiles(proc);
        this.reader = new SnapshotReader(files, this::present, wanted, clock);
        this.guard = new StallGuard(readBound);
        this.readBound = readBound;
        this.marked = new MarkedPids(files);
        this.pidfds = pidfds;
    }

    /**
     * Opens {@code /proc}.
     *
     * @param wanted what snapshots hold beyond what they always do
     * @throws ProcessTableException if it cannot be read, or belongs to another PID namespace than this process
     */
    public static LinuxProcessTable open(Wanted wanted, Clock clock) {
        return open(Path.of("/proc"), wanted, clock, READ_BOUND, Pidfd::open);
    }

    /** As {@link #open(Wanted, Clock)}, with nothing but these environment variables. */
    public static LinuxProcessTable open(Set<String> variables, Clock clock) {
        return open(Wanted.variables(variables), clock);
    }

    static LinuxProcessTable open(
            Path proc, Set<String> variables, Clock clock, Duration readBound, IntFunction<Pidfd.Opening> pidfds) {
        return open(proc, Wanted.variables(variables), clock, readBound, pidfds);
    }

    static LinuxProcessTable open(
            Path proc, Wanted wanted, Clock clock, Duration readBound, IntFunction<Pidfd.Opening> pidfds) {
        try {
            ProcFiles files = new ProcFiles(proc);
            int self = files.self();
            long own = ProcessHandle.current().pid();
            if (self != own) {
                throw new ProcessTableException(
                        proc + " shows another PID namespace than that of this process (its pid is " + own + ", but "
                                + self + " there): mount a /proc of this namespace");
            }
            return new LinuxProcessTable(proc, wanted, clock, readBound, pidfds);
        } catch (IOException | RuntimeException e) {
            if (e instanceof ProcessTableException known) {
                throw known;
            }
            throw new ProcessTableException("the process table below " + proc + " cannot be read: " + Causes.of(e), e);
        }
    }

    @Override
    public String pidNamespace() {
        return reader.pidNamespace();
    }

    @Override
    public String bootId() {
        return reader.bootId();
    }

    @Override
    public Duration uptime() {
        try {
            return files.uptime();
        } catch (IOException e) {
            throw new ProcessTableException("the time since boot cannot be read: " + Causes.of(e), e);
        }
    }

    @Override
    public Scan scan(UserScope users, Predicate<CommandLine> wanted) {
        int[] pids = pids();
        Arrays.sort(pids);
        return scan(pids, users, wanted);
    }

    @Override
    public int[] pids() {
        try {
            return files.pids();
        } catch (IOException e) {
            throw new ProcessTableException("the processes cannot be listed: " + Causes.of(e), e);
        }
    }

    @Override
    public PidList list() {
        try {
            return marked.list();
        } catch (IOException e) {
            throw new ProcessTableException("the processes cannot be listed: " + Causes.of(e), e);
        }
    }

    @Override
    public Scan scanAmong(int[] pids, Predicate<CommandLine> wanted) {
        return scan(pids, new UserScope.Any(), wanted);
    }

    private Scan scan(int[] pids, UserScope users, Predicate<CommandLine> wanted) {
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
        FolderOwners owners = files.owners();
        return pid -> {
            try {
                if (users instanceof UserScope.Users some && !some.includesUid(owners.of(pid))) {
                    return null;
                }
                files.glance(pid, "cmdline", buffer);
            } catch (IOException e) {
                return present(pid) ? new Sight(pid, null) : null;
            }
            view.point(buffer.bytes, buffer.length);
            if (view.isEmpty() || !wanted.test(view)) {
                return null;
            }
            Reading<ProcessSnapshot> whole = reader.read(pid, buffer);
            if (whole instanceof Reading.Present<ProcessSnapshot> present) {
                // Between the two reads it may have become another program, or have begun to end: then it has no
                // arguments.
                CommandLine command = present.value().command();
                return !command.isEmpty() && wanted.test(command) ? new Sight(pid, present.value()) : null;
            }
            return whole instanceof Reading.Unreadable<ProcessSnapshot> ? new Sight(pid, null) : null;
        };
    }

    /**
     * In doubt, it exists: the folder may hide processes (mount option {@code hidepid}), which can still be opened by
     * their pids. Pid 1 is there unless it does. It may have been mounted anew since an earlier call.
     */
    private boolean present(int pid) {
        if (files.exists(pid)) {
            return true;
        }
        if (files.exists(1)) {
            return false;
        }
        Pidfd.Opening opening = pidfds.apply(pid);
        if (opening instanceof Pidfd.Opening.Opened opened) {
            opened.pidfd().close();
        }
        return !(opening instanceof Pidfd.Opening.Gone);
    }

    @Override
    public Reading<ProcessSnapshot> read(int pid) {
        // A registry may name thousands that are gone: those need no thread.
        if (!present(pid)) {
            return new Reading.Gone<>();
        }
        StallGuard.Visited<Reading<ProcessSnapshot>> visited =
                guard.visit(new int[] {pid}, () -> p -> reader.read(p, new ProcFiles.Buffer()));
        return visited.results().isEmpty()
                ? new Reading.Unreadable<>("reading it takes longer than " + readBound.toMillis() + " ms")
                : visited.results().get(0);
    }

    @Override
    public Reading<ProcessNode> node(int pid) {
        // The stat file is the kernel's own: reading it touches no memory of the process and cannot hang.
        return reader.node(pid, ProcFiles.Buffer.forStat());
    }

    @Override
    public Reading<Boolean> ignoresHangup(int pid) {
        ProcFiles.Buffer buffer = new ProcFiles.Buffer();
        try {
            files.read(pid, "status", buffer);
            return new Reading.Present<>(ProcFiles.ignoresHangup(buffer));
        } catch (IOException | RuntimeException e) {
            return reader.absent(pid, "the signals that it ignores", e);
        }
    }

    @Override
    public Connections connections() {
        return new LinuxConnections(new OpenFiles(proc), files::pids, this::present, (int)
                ProcessHandle.current().pid());
    }

    @Override
    public ProcessFacts facts(int pid) {
        return new FactFiles(files.root(), pid).read();
    }

    @Override
    public ProcessFacts.Use use(int pid) {
        UseFiles use = new UseFiles(files.root(), reader.ticksPerSecond());
        // The rollup of its memory waits for a process that changes it.
        StallGuard.Visited<ProcessFacts.Use> visited = guard.visit(new int[] {pid}, () -> use::read);
        return visited.results().isEmpty()
                ? ProcessFacts.Use.UNKNOWN
                : visited.results().get(0);
    }

    @Override
    public IntFunction<ProcessFacts.Losses> losses() {
        return new LossFiles(files.root())::read;
    }

    @Override
    public Listeners listeners() {
        return new LinuxListeners(
                new OpenFiles(proc),
                (int) ProcessHandle.current().pid(),
                (pid, why) -> reader.absent(pid, "its open files", why));
    }

    @Override
    public SeenPaths paths() {
        return new LinuxPaths(proc, guard, reader::absent);
    }

    @Override
    public Pinning pin(ProcessSnapshot expected) {
        return new Pins(pidfds, this::read, this::node).pin(expected);
    }

    @Override
    public void awaitAnyExit(List<PinnedProcess> pinned, Duration atMost) {
        PinnedProcesses.awaitAnyExit(pinned, atMost);
    }
}
