package io.tekton.sharedservices.process;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is read of one matched process, at one moment.
 *
 * @param owner null where it could not be read
 * @param environment only the variables that the table was asked to keep; null where they could not be read
 * @param nesting how many PID namespaces below this one it lives in; 0 for ours, -1 where it could not be read
 * @param age since its start, in time since boot, so that a set clock changes nothing
 * @param startedAt its start on the wall clock; for people only
 * @param place where it is, as far as the table was asked for it
 * @param unread what could not be read, in words; empty when all was. A process with any of it is never an orphan
 * @param weaknesses what this host's process table cannot report at all, in words; recorded with the verdict
 */
public record ProcessSnapshot(
        ProcessNode node,
        CommandLine command,
        @Nullable Owner owner,
        @Nullable Map<String, String> environment,
        int nesting,
        Duration age,
        Instant startedAt,
        Place place,
        List<String> unread,
        List<String> weaknesses) {
    public ProcessSnapshot {
        environment = environment == null ? null : Map.copyOf(environment);
        unread = List.copyOf(unread);
        weaknesses = List.copyOf(weaknesses);
    }

    /** One of whose place nothing was asked. */
    public ProcessSnapshot(
            ProcessNode node,
            CommandLine command,
            @Nullable Owner owner,
            @Nullable Map<String, String> environment,
            int nesting,
            Duration age,
            Instant startedAt,
            List<String> unread,
            List<String> weaknesses) {
        this(node, command, owner, environment, nesting, age, startedAt, Place.UNREAD, unread, weaknesses);
    }

    public ProcessIdentity identity() {
        return node.identity();
    }

    public int pid() {
        return node.pid();
    }

    /** The same process running the same command line: neither recycled nor replaced by {@code execve(2)}. */
    public boolean isSameAs(ProcessSnapshot other) {
        return identity().equals(other.identity()) && command.equals(other.command);
    }

    /**
     * Where a process is, which file it runs and who is its parent, read at one moment with the rest of its snapshot.
     * What nobody asked for is unreadable.
     *
     * @param folder its working folder, as the process sees it; without the kernel's mark where it was deleted
     * @param program the file that the kernel runs, links followed, likewise
     * @param parent gone where it has none in this PID namespace
     * @param script where the path of its script leads, links followed, as the process sees it; gone where it runs none
     */
    public record Place(
            Reading<String> folder, Reading<String> program, Reading<Parent> parent, Reading<String> script) {
        /** Nothing of it was read. */
        public static final Place UNREAD = new Place(
                new Reading.Unreadable<>("it was not asked for"),
                new Reading.Unreadable<>("it was not asked for"),
                new Reading.Unreadable<>("it was not asked for"),
                new Reading.Unreadable<>("it was not asked for"));

        /**
         * A parent.
         *
         * @param command empty for a kernel thread
         * @param name what the kernel calls it, at most 15 bytes
         */
        public record Parent(CommandLine command, String name) {}
    }
}
