package io.tekton.sharedservices.store.database;

import io.tekton.sharedservices.journal.AuditException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Whose turn it is to write to a file: one thread's at a time, in the order of asking. Thread-safe. */
public final class WriteLock {
    /** Far longer than any write takes, also on a slow disk. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Path file;
    private final ReentrantLock lock = new ReentrantLock(true);

    public WriteLock(Path file) {
        this.file = file;
    }

    public <T> T take(Supplier<T> work) {
        begin();
        try {
            return work.get();
        } finally {
            end();
        }
    }

    /**
     * Waits for the turn, not for ever: a writer that was lost with its connection must not take everybody else along.
     *
     * @throws AuditException if it does not come in time
     * @throws IllegalStateException if this thread has it already
     */
    public void begin() {
        if (isOurs()) {
            throw new IllegalStateException("a writer of the store must not begin another write before it has ended");
        }
        if (!tryBegin()) {
            throw new AuditException("could not write to the store " + file
                    + ": another writer has held the store for more than " + LONGEST.toSeconds() + " s");
        }
    }

    /** @return whether it came in time */
    boolean tryBegin() {
        boolean interrupted = false;
        long deadline = System.nanoTime() + LONGEST.toNanos();
        try {
            while (true) {
                try {
                    return lock.tryLock(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    // Put off until the work is done, as in Uninterrupted.
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    public void end() {
        lock.unlock();
    }

    /** Whether the calling thread has it. */
    public boolean isOurs() {
        return lock.isHeldByCurrentThread();
    }
}
