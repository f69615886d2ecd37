package io.tekton.sharedservices.process;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/** The processes of this host. Safe for use by several threads. */
public interface ProcessTable {
    /** The host's boot; part of every identity. */
    String bootId();

    /**
     * The PID namespace that the pids of this table belong to, as {@code pid_namespaces(7)} names it; empty where the
     * host has none or does not say.
     */
    String pidNamespace();

    /** Time since boot, suspended time included. */
    Duration uptime();

    /**
     * Scans every process of the wanted users.
     *
     * @param users whose command lines may be read at all
     * @param wanted is handed each command line as a view that is valid during the call only. It is called on other
     *     threads, one after the other; a call that was given up as hanging may still come after the scan has returned
     * @throws ProcessTableException if the table itself cannot be read
     */
    public Scan scan(UserScope users, Predicate<CommandLine> wanted);

    /** Reads everything of one process. */
    Reading<ProcessSnapshot> read(int pid);

    /** Reads one process's place in the tree. */
    Reading<ProcessNode> node(int pid);

    /**
     * The pids of all processes; none where the system has no cheap list of them.
     *
     * @throws ProcessTableException if the table itself cannot be read
     */
    default int[] pids() {
        return new int[0];
    }

    /**
     * As {@link #pids}, with marks where the system has them.
     *
     * @throws ProcessTableException if the table itself cannot be read
     */
    default PidList list() {
        return PidList.unmarked(pids());
    }

    /** As {@link #scan}, of these pids alone and of every user. */
    default Scan scanAmong(int[] pids, Predicate<CommandLine> wanted) {
        return new Scan(0, List.of(), List.of());
    }

    /** Whether a process ignores SIGHUP. */
    default Reading<Boolean> ignoresHangup(int pid) {
        return new Reading.Unreadable<>("this system does not say which signals a process ignores");
    }

    /** Reads who is connected with whom, from now on: each call starts over. */
    default Connections connections() {
        return family -> new Reading.Unreadable<>("this system does not say who is connected with whom");
    }

    /** Reads who listens on what, from now on: each call starts over. */
    Listeners listeners();

    /** Follows paths as other processes do, from now on: each call starts over. */
    SeenPaths paths();

    /** Reads what people want to know of a process; a table that cannot report it says so. */
    default ProcessFacts facts(int pid) {
        return ProcessFacts.UNKNOWN;
    }

    /** Reads what processes use: memory and processor time. */
    default ProcessFacts.Use use(int pid) {
        return ProcessFacts.Use.UNKNOWN;
    }

    /** Reads what processes have lost of what they began with, from now on: each call begins anew. */
    default IntFunction<ProcessFacts.Losses> losses() {
        return pid -> ProcessFacts.Losses.NONE;
    }

    /**
     * Holds a process, provided that it still is what it was: same identity, command line, owner and environment, all
     * read again through the hold; the held one's snapshot is that second reading.
     *
     * @throws RuntimeException if the system is out of file descriptors or the table itself cannot be read; nothing is
     *     held then
     */
    Pinning pin(ProcessSnapshot expected);

    /**
     * Waits until at least one of these has ended, or the time is over. An interrupt does not shorten it.
     *
     * @param pinned from this table's {@link #pin}; nothing is waited for where it is empty
     */
    void awaitAnyExit(List<PinnedProcess> pinned, Duration atMost);

    /**
     * The processes that there are, each with a mark. A pid with another mark than in an earlier list may be another
     * process by now. The same mark says that it is the same process, and is no proof: systems may reuse marks.
     */
    final class PidList {
        /** The mark of a process where the system has none. */
        public static final long UNMARKED = 0;

        private final int[] pids;
        private final long[] marks;

        /** @param marks one for each pid */
        public PidList(int[] pids, long[] marks) {
            if (pids.length != marks.length) {
                throw new IllegalArgumentException(pids.length + " pids have " + marks.length + " marks");
            }
            this.pids = pids.clone();
            this.marks = marks.clone();
        }

        /** One without marks. */
        public static PidList unmarked(int[] pids) {
            return new PidList(pids, new long[pids.length]);
        }

        public int size() {
            return pids.length;
        }

        public int pid(int index) {
            return pids[index];
        }

        public long mark(int index) {
            return marks[index];
        }
    }

    /** The outcome of pinning. */
    sealed interface Pinning {
        record Pinned(PinnedProcess process) implements Pinning {}

        /** It has ended. */
        record Gone() implements Pinning {}

        /** It is not what it was, or cannot be read any more. */
        record Changed(String how) implements Pinning {}
    }

    /**
     * What a process table is to read of a process beyond what it always reads: each costs time.
     *
     * @param variables the environment variables to keep; all others are dropped as soon as they are read
     * @param folder whether the working folder is read
     * @param program whether the file is read that the kernel runs
     * @param parent whether the parent's command line is read
     * @param script the path of a command line's script, whose links are followed; empty for none
     */
    record Wanted(
            Set<String> variables,
            boolean folder,
            boolean program,
            boolean parent,
            Function<CommandLine, String> script) {
        public Wanted {
            variables = Set.copyOf(variables);
        }

        /** Nothing but these variables. */
        public static Wanted variables(Set<String> variables) {
            return new Wanted(variables, false, false, false, line -> "");
        }
    }
}
