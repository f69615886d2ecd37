package io.tekton.sharedservices.process.linux;

import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable.Wanted;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Reads single processes of a Linux host whole. Safe for use by several threads, each with a buffer of its own. */
final class SnapshotReader {
    private static final int CONSISTENT_TRIES = 3;

    private final ProcFiles files;
    private final IntPredicate present;
    private final Wanted wanted;
    private final PlaceFiles places;
    private final Clock clock;
    private final String bootId;
    private final String pidNamespace;
    private final int ticksPerSecond;

    /**
     * @param present whether there is such a process, seen or not; true in doubt
     * @param wanted what is read beyond what always is
     */
    SnapshotReader(ProcFiles files, IntPredicate present, Wanted wanted, Clock clock) throws IOException {
        this.files = files;
        this.present = present;
        this.wanted = wanted;
        this.places = new PlaceFiles(files, wanted);
        this.clock = clock;
        this.bootId = files.bootId();
        this.pidNamespace = files.pidNamespace();
        this.ticksPerSecond = files.ticksPerSecond();
    }

    String pidNamespace() {
        return pidNamespace;
    }

    String bootId() {
        return bootId;
    }

    int ticksPerSecond() {
        return ticksPerSecond;
    }

    Reading<ProcessNode> node(int pid, ProcFiles.Buffer buffer) {
        try {
            files.read(pid, "stat", buffer);
            ProcessNode node = ProcFiles.stat(bootId, pid, buffer);
            return new Reading.Present<>(node.zombie() && files.othersLive(pid) ? node.alive() : node);
        } catch (IOException | RuntimeException e) {
            return absent(pid, "its stat", e);
        }
    }

    <T> Reading<T> absent(int pid, String what, Exception why) {
        return present.test(pid) ? new Reading.Unreadable<>(what + ": " + Causes.of(why)) : new Reading.Gone<>();
    }

    /** Reads until two reads agree, so that a snapshot never mixes one program with the next. May hang. */
    Reading<ProcessSnapshot> read(int pid, ProcFiles.Buffer buffer) {
        for (int i = 0; i < CONSISTENT_TRIES; i++) {
            Reading<ProcessNode> before = node(pid, buffer);
            if (!(before instanceof Reading.Present<ProcessNode> node)) {
                return before instanceof Reading.Unreadable<ProcessNode> u
                        ? new Reading.Unreadable<>(u.why())
                        : new Reading.Gone<>();
            }
            Memory memory;
            Memory after;
            ProcessSnapshot snapshot;
            try {
                memory = memory(node.value(), buffer);
                snapshot = snapshot(node.value(), memory, buffer);
                after = memory(node.value(), buffer);
            } catch (IOException e) {
                return absent(pid, "its command line", e);
            }
            Reading<ProcessNode> again = node(pid, buffer);
            if (again instanceof Reading.Gone<ProcessNode>
                    || (again instanceof Reading.Present<ProcessNode> other
                            && !other.value().identity().equals(snapshot.identity()))) {
                return new Reading.Gone<>();
            }
            if (again instanceof Reading.Present<ProcessNode> same
                    && same.value().sameAs(node.value())
                    && after.sameAs(memory)) {
                return new Reading.Present<>(snapshot);
            }
        }
        return new Reading.Unreadable<>("it changes faster than it can be read");
    }

    /**
     * What is in the process's own memory. In the middle of {@code execve(2)} there is a moment with a new command line
     * and no environment yet.
     *
     * @param environment null where it could not be read
     * @param program the file that the kernel runs: execve(2) replaces it together with the memory
     * @param unread why not, else empty
     */
    private record Memory(
            CommandLine command, @Nullable Map<String, String> environment, Reading<String> program, String unread) {
        /** What {@code equals} says; as to why not that, see {@link ProcessIdentity#equals}. */
        boolean sameAs(Memory other) {
            return command.equals(other.command)
                    && Objects.equals(environment, other.environment)
                    && Objects.equals(program, other.program)
                    && unread.equals(other.unread);
        }
    }

    private Memory memory(ProcessNode node, ProcFiles.Buffer buffer) throws IOException {
        int pid = node.pid();
        files.read(pid, "cmdline", buffer);
        CommandLine view = CommandLine.view();
        view.point(buffer.bytes, buffer.length);
        CommandLine command = view.copy();
        Reading<String> program = places.program(pid);
        try {
            files.read(pid, "environ", buffer);
            if (buffer.length == 0 && (node.zombie() || node.kernelThread())) {
                // Neither has its own memory.
                return new Memory(command, Map.of(), program, "");
            }
            return new Memory(command, ProcFiles.environ(buffer, wanted.variables()), program, "");
        } catch (IOException e) {
            return new Memory(command, null, program, "its environment (" + Causes.of(e) + ")");
        }
    }

    private ProcessSnapshot snapshot(ProcessNode node, Memory memory, ProcFiles.Buffer buffer) throws IOException {
        int pid = node.pid();
        List<String> unread = new ArrayList<>();
        ProcFiles.Status status = new ProcFiles.Status(-1, -1, -1);
        try {
            files.read(pid, "status", buffer);
            status = ProcFiles.Status.parse(buffer);
        } catch (IOException | RuntimeException e) {
            unread.add("its status (" + Causes.of(e) + ")");
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
        if (memory.environment() == null) {
            unread.add(memory.unread());
        }
        Duration age = files.uptime().minus(ticks(node.identity().startTicks()));
        Instant startedAt = clock.instant().minus(age).truncatedTo(ChronoUnit.MILLIS);
        return new ProcessSnapshot(
                node,
                memory.command(),
                owner,
                memory.environment(),
                status.nesting(),
                age.isNegative() ? Duration.ZERO : age,
                startedAt,
                places.read(node, memory.command(), memory.program(), buffer),
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
}
