package io.tekton.sharedservices.process;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who a process is, for as long as the host remembers: a pid alone is recycled, a pid with its start is not.
 *
 * @param bootId the host's boot, {@code /proc/sys/kernel/random/boot_id}; elsewhere a substitute
 * @param pid the process id, above 0
 * @param startTicks when it started, in clock ticks since boot ({@code proc(5)}, field 22 of {@code stat}); where the
 *     host has no ticks, its start in milliseconds since the epoch
 */
public record ProcessIdentity(String bootId, int pid, long startTicks) {
    public ProcessIdentity {
        Objects.requireNonNull(bootId, "bootId");
        if (pid <= 0) {
            throw new IllegalArgumentException("pid must be above 0, not " + pid);
        }
        if (startTicks < 0) {
            throw new IllegalArgumentException("startTicks must not be negative, not " + startTicks);
        }
    }

    /**
     * Written out, as is {@link #hashCode}: those of records are generated at run time, which costs each short command
     * 10 ms.
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProcessIdentity that
                && pid == that.pid
                && startTicks == that.startTicks
                && bootId.equals(that.bootId);
    }

    @Override
    public int hashCode() {
        return 31 * pid + Long.hashCode(startTicks);
    }

    @Override
    public String toString() {
        return "pid " + pid + " (started at tick " + startTicks + ")";
    }
}
