package io.tekton.sharedservices.metrics;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes those who wait for something to change. What has changed they find out for themselves. Thread-safe. */
public final class Changes {
    /** What {@link #await} returns once nothing will change any more. */
    public static final long OVER = -1;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private long version;
    private boolean over;

    void happened() {
        lock.lock();
        try {
            version++;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing changes any more: nobody waits from now on. */
    public void close() {
        lock.lock();
        try {
            over = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the version differs from the one that was seen, or the time is over.
     *
     * @return the version now; {@link #OVER} at the end
     */
    public long await(long seen, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (version == seen && !over && left > 0) {
                left = news.awaitNanos(left);
            }
            return over ? OVER : version;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for so long, or for the end. */
    public void rest(Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        lock.lock();
        try {
            while (!over && deadline - System.nanoTime() > 0) {
                if (!news.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
