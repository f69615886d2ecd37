package io.tekton.sharedservices.schedule;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.quartz.spi.ThreadExecutor;

/**
 * Runs the work of Quartz's own threads in threads that Quartz cannot interrupt. At shutdown Quartz interrupts its main
 * thread and its misfire thread, wherever they are. An interrupt during H2's file access closes the database for
 * everybody. Thread-safe.
 */
final class QuartzThreads implements ThreadExecutor {
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    /** {@inheritDoc} Quartz keeps the thread that it hands over, and interrupts that one: it is never started. */
    @Override
    public void execute(Thread quartz) {
        Thread thread = new Thread(quartz, quartz.getName());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    @Override
    public void initialize() {
        // nothing to do before the first thread
    }

    /** Waits for the thread that passes runs to the pool; it has already been asked to end. */
    void awaitMainThread() {
        if (!threads.isEmpty()) {
            join(threads.get(0));
        }
    }

    /** Wakes and ends all of them; none may have a way to the database any more. */
    void end() {
        threads.forEach(Thread::interrupt);
        threads.forEach(QuartzThreads::join);
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join(Duration.ofSeconds(1).toMillis());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
