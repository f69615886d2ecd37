package io.tekton.sharedservices.process;

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
}
