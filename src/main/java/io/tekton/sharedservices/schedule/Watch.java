package io.tekton.sharedservices.schedule;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs a check periodically, in its own thread that nobody interrupts. */
final class Watch {
    /** A late job is noticed in the first check after it and confirmed in the second: within two minutes. */
    static final Duration EVERY = Duration.ofSeconds(30);

    private static final Duration LAST_CHECK = Duration.ofSeconds(2);

    private final Runnable check;
    private final ScheduledThreadPoolExecutor thread;

    /** @param check throws nothing: it would end the watch */
    Watch(Runnable check) {
        this.check = check;
        this.thread = new ScheduledThreadPoolExecutor(1, runnable -> {
            Thread made = new Thread(runnable, "scheduler-watch");
            made.setDaemon(true);
            return made;
        });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it is never cancelled, and throws nothing
    void start() {
        thread.scheduleWithFixedDelay(check, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits a moment for an active check to end. */
    void end() {
        thread.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            thread.awaitTermination(LAST_CHECK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
