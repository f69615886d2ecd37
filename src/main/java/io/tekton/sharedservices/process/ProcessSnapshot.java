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
        List<String> unread,
        List<String> weaknesses) {
    public ProcessSnapshot {
        environment = environment == null ? null : Map.copyOf(environment);
        unread = List.copyOf(unread);
        weaknesses = List.copyOf(weaknesses);
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
}
