package io.tekton.sharedservices.process;

import io.tekton.sharedservices.posix.Pidfd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Waiting for several pinned processes at once. */
public final class PinnedProcesses {
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    private PinnedProcesses() {}

    public static void awaitAnyExit(List<PinnedProcess> pinned, Duration atMost) {
        List<Pidfd> pidfds = new ArrayList<>();
        for (PinnedProcess process : pinned) {
            if (process instanceof PidfdProcess held) {
                pidfds.add(held.pidfd());
            }
        }
        if (pidfds.size() == pinned.size() && !pidfds.isEmpty()) {
            Pidfd.awaitAny(pidfds, atMost);
            return;
        }
        long deadline = System.nanoTime() + atMost.toNanos();
        boolean interrupted = false;
        while (!pinned.isEmpty()
                && System.nanoTime() - deadline < 0
                && pinned.stream().noneMatch(PinnedProcess::exited)) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            // Parking with the interrupt set would not wait at all; it is restored for the next wait.
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
