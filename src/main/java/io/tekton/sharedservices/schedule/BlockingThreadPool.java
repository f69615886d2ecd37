package io.tekton.sharedservices.schedule;

import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.quartz.spi.ThreadPool;

/**
 * Quartz's workers, asleep until there is something to run. Those of {@link org.quartz.simpl.SimpleThreadPool} wake up
 * twice a second each, for nothing: a third of what an idle daemon took. As there, only one thread hands runs over, and
 * nothing is ever interrupted. Public for Quartz, which sets its names by reflection; not for use elsewhere.
 */
public final class BlockingThreadPool implements ThreadPool {
    private final Semaphore free;
    private final int size;
    private final ThreadPoolExecutor workers;
    private final Runnable lastHandedOver;

    /**
     * @param priority of the threads, as of {@link Thread#setPriority}
     * @param lastHandedOver returns when no more runs will be handed over; called at the beginning of the shutdown
     */
    @SuppressWarnings("ThreadPriorityCheck") // it is the operator's wish
    BlockingThreadPool(int size, int priority, Runnable lastHandedOver) {
        this.size = size;
        this.free = new Semaphore(size);
        this.lastHandedOver = lastHandedOver;
        AtomicInteger made = new AtomicInteger();
        this.workers = (ThreadPoolExecutor) Executors.newFixedThreadPool(size, run -> {
            Thread thread = new Thread(run, "scheduler-worker-" + made.incrementAndGet());
            thread.setPriority(priority);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * {@inheritDoc} All threads start now: a host that cannot create more threads later may be the one that needs a
     * cleanup.
     */
    @Override
    public void initialize() {
        workers.prestartAllCoreThreads();
    }

    @Override
    public boolean runInThread(Runnable run) {
        free.acquireUninterruptibly();
        workers.execute(() -> {
            try {
                run.run();
            } finally {
                free.release();
            }
        });
        return true;
    }

    @Override
    public int blockForAvailableThreads() {
        free.acquireUninterruptibly();
        free.release();
        return free.availablePermits();
    }

    @Override
    public void shutdown(boolean waitForRuns) {
        lastHandedOver.run();
        workers.shutdown();
        boolean interrupted = false;
        while (waitForRuns && !workers.isTerminated()) {
            try {
                workers.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int getPoolSize() {
        return size;
    }

    @Override
    public void setInstanceId(String id) {
        // the threads are known by the pool's name
    }

    @Override
    public void setInstanceName(String name) {
        // the threads are known by the pool's name
    }
}
