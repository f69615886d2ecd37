package io.tekton.sharedservices.process.linux;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps reads of processes that may never return from blocking the others. Reading a process's arguments touches its
 * memory. If a file system that does not answer (FUSE, a dead network mount) backs that memory, the reader sleeps in
 * the kernel and cannot be woken. Reads therefore run on a separate thread, which is abandoned when it makes no
 * progress. Its process is not read again while that thread hangs. Each hanging read halves the time limit for the rest
 * of the same scan.
 */
final class StallGuard {
    /** The patience that is left after many that hang; long enough for a thread to get its turn on a busy host. */
    private static final Duration LEAST_BOUND = Duration.ofMillis(50);

    private final Duration bound;
    private final ConcurrentMap<Integer, Thread> hanging = new ConcurrentHashMap<>();

    /** @param bound how long one process may take */
    StallGuard(Duration bound) {
        this.bound = bound;
    }

    /** What the visits gave, in the order of the pids, and the pids whose visit hung. */
    record Visited<R>(List<R> results, List<Integer> hung) {}

    /**
     * Visits each pid.
     *
     * @param visitors makes a visitor for one thread; a visitor may return null for nothing
     */
    <R> Visited<R> visit(int[] pids, Supplier<IntFunction<@Nullable R>> visitors) {
        List<R> results = new ArrayList<>();
        List<Integer> hung = new ArrayList<>();
        int next = 0;
        Duration patience = bound;
        while (next < pids.length) {
            if (isHanging(pids[next])) {
                hung.add(pids[next++]);
                continue;
            }
            Walk<R> walk = new Walk<>(pids, next, visitors.get());
            Thread thread = new Thread(walk, "process-reader");
            thread.setDaemon(true);
            thread.start();
            next = walk.await(patience);
            results.addAll(walk.results());
            walk.rethrow();
            if (walk.stalled()) {
                hanging.put(pids[next], thread);
                hung.add(pids[next++]);
                patience = shorter(patience);
            }
        }
        return new Visited<>(results, hung);
    }

    private static Duration shorter(Duration patience) {
        Duration half = patience.dividedBy(2);
        return half.compareTo(LEAST_BOUND) >= 0 ? half : LEAST_BOUND;
    }

    private boolean isHanging(int pid) {
        Thread thread = hanging.get(pid);
        if (thread == null) {
            return false;
        }
        if (thread.isAlive()) {
            return true;
        }
        hanging.remove(pid, thread);
        return false;
    }

    /** One thread's walk from {@code next} on; it stops at a process that hangs, now or from before. */
    private final class Walk<R> implements Runnable {
        private final int[] pids;
        private final IntFunction<@Nullable R> visitor;
        private final List<R> results = new ArrayList<>();
        private int next;
        private boolean over;
        private boolean stalled;
        private @Nullable Throwable failure;

        Walk(int[] pids, int next, IntFunction<@Nullable R> visitor) {
            this.pids = pids;
            this.next = next;
            this.visitor = visitor;
        }

        @Override
        public void run() {
            try {
                while (step()) {}
            } catch (RuntimeException | Error e) {
                end(e);
            }
        }

        private boolean step() {
            int pid = pids[position()];
            if (!hanging.isEmpty() && isHanging(pid)) {
                end(null);
                return false;
            }
            R result = visitor.apply(pid);
            return arrived(result);
        }

        private synchronized int position() {
            return next;
        }

        private synchronized boolean arrived(@Nullable R result) {
            if (stalled) {
                return false;
            }
            if (result != null) {
                results.add(result);
            }
            next++;
            if (next == pids.length) {
                over = true;
                notifyAll();
            }
            return !over;
        }

        private synchronized void end(@Nullable Throwable reason) {
            if (stalled) {
                return;
            }
            failure = reason;
            over = true;
            notifyAll();
        }

        /** Waits until the walk is over or makes no progress for longer than the bound; returns how far it got. */
        synchronized int await(Duration bound) {
            boolean interrupted = false;
            int seen = next;
            long deadline = System.nanoTime() + bound.toNanos();
            while (!over) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline - System.nanoTime()));
                } catch (InterruptedException e) {
                    // A scan is short and bounded; the interrupt is restored for the next wait.
                    interrupted = true;
                }
                if (!over && System.nanoTime() - deadline >= 0) {
                    if (next == seen) {
                        stalled = true;
                        over = true;
                    } else {
                        seen = next;
                        deadline = System.nanoTime() + bound.toNanos();
                    }
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return next;
        }

        synchronized List<R> results() {
            return List.copyOf(results);
        }

        synchronized boolean stalled() {
            return stalled;
        }

        synchronized void rethrow() {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof RuntimeException exception) {
                throw exception;
            }
        }
    }
}
