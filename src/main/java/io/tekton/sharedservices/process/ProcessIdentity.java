package io.tekton.sharedservices.process;

import java.util.Objects;

/**
 * Who a process is, for as long as the host remembers: a pid alone is recycled, a pid with its start is not.
 *
 * @param bootId the host's boot, {@code /proc/sys/kernel/random/boot_id}; elsewhere a stand-in for it
 * @param pid the process id, above 0
 * @param startTicks when it started, in clock ticks since boot ({@code proc(5)}, field 22 of {@code stat}); where the host
 *     has no ticks, its start in milliseconds since the epoch
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

    @Override
    public String toString() {
        return "pid " + pid + " (started at tick " + startTicks + ")";
    }
}
