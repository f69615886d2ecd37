package io.tekton.sharedservices.concurrent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Says to a run that it shall stop: from then on it sends no signal of any kind. A flag and not an interrupt, since an
 * interrupt in the middle of a write closes the store for everybody. Thread-safe; once raised it stays so.
 */
public final class StopFlag {
    private final CountDownLatch raised = new CountDownLatch(1);
    private final List<Runnable> onRaise = new ArrayList<>();

    public void raise() {
        List<Runnable> actions;
        synchronized (onRaise) {
            raised.countDown();
            actions = List.copyOf(onRaise);
            onRaise.clear();
        }
        actions.forEach(Runnable::run);
    }

    /**
     * Does something once when it is raised, in the thread that raises it; at once where it is raised already.
     *
     * @param action quick, and throws nothing
     */
    public void onRaise(Runnable action) {
        synchronized (onRaise) {
            if (!isRaised()) {
                onRaise.add(action);
                return;
            }
        }
        action.run();
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
