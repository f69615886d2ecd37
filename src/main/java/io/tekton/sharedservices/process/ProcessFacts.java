package io.tekton.sharedservices.process;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What people want to know of a process beside what it is judged by. Each is null where it could not be read.
 *
 * @param folder its working folder
 * @param terminal its controlling terminal, such as {@code pts/0}; {@code none} where it has none
 * @param session the pid of the leader of its session
 * @param cgroup its control group, such as {@code /user.slice/user-1000.slice}
 * @param memoryBytes the memory that it holds: resident and swapped out
 */
public record ProcessFacts(
        @Nullable String folder,
        @Nullable String terminal,
        @Nullable Integer session,
        @Nullable String cgroup,
        @Nullable Long memoryBytes) {
    /** The value for a process table that cannot read any of these. */
    public static final ProcessFacts UNKNOWN = new ProcessFacts(null, null, null, null, null);

    /**
     * What a process has lost of what it began with. Each is null where it is there, was never there, or could not be
     * read.
     *
     * @param input its standard input, a pipe or a socket that nobody is left to write to
     * @param terminal the terminal behind its standard streams, which was closed
     * @param folder its working folder, which was deleted
     * @param program the file of the program that it runs, which was deleted or replaced
     */
    public record Losses(
            @Nullable String input,
            @Nullable String terminal,
            @Nullable String folder,
            @Nullable String program) {
        public static final Losses NONE = new Losses(null, null, null, null);
    }

    /**
     * What a process uses; each is null where it could not be read.
     *
     * @param cpu its processor time since its start, in user and kernel mode; its children's is left out
     */
    public record Use(@Nullable Memory memory, @Nullable Duration cpu) {
        public static final Use UNKNOWN = new Use(null, null);
    }

    /**
     * Memory in bytes.
     *
     * @param kind what was summed up
     */
    public record Memory(long bytes, Kind kind) {
        /** The manner of summing up. */
        public enum Kind {
            /** Resident and swapped out, what it shares divided among those that share it. */
            PSS,
            /** Resident and swapped out, what it shares included as a whole. */
            RSS
        }
    }
}
