package io.tekton.sharedservices.schedule;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Looks again and again, in a thread of its own that nobody interrupts. */
final class Watch {
    /** A job that is late is noticed in the first look after it, and believed in the second: within two minutes. */
    static final Duration EVERY = Duration.ofSeconds(30);

    private static final Duration LAST_LOOK = Duration.ofSeconds(2);

    private final Runnable look;
    private final ScheduledThreadPoolExecutor thread;

    /** @param look throws nothing: it would end the watch */
    Watch(Runnable look) {
        this.look = look;
        this.thread = new ScheduledThreadPoolExecutor(1, runnable -> {
            Thread made = new Thread(runnable, "scheduler-watch");
            made.setDaemon(true);
            return made;
        });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it is never cancelled, and throws nothing
    void start() {
        thread.scheduleWithFixedDelay(look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Lets a look that is on come to its end, for a moment. */
    void end() {
        thread.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            thread.awaitTermination(LAST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
