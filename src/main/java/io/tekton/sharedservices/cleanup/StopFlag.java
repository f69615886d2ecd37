package io.tekton.sharedservices.cleanup;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Says to a run that it shall stop: from then on it sends no signal of any kind. A flag and not an interrupt, since an interrupt in the
 * middle of a write closes the store for everybody. Thread-safe; once raised it stays so.
 */
public final class StopFlag {
    private final CountDownLatch raised = new CountDownLatch(1);

    public void raise() {
        raised.countDown();
    }

    public boolean isRaised() {
        return raised.getCount() == 0;
    }

    /**
     * Waits for the flag.
     *
     * @return whether it is raised
     */
    public boolean await(Duration atMost) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            while (true) {
                try {
                    return raised.await(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
