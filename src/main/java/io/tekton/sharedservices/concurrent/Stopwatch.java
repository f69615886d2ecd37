package io.tekton.sharedservices.concurrent;

import java.time.Duration;

/** Time that only runs forward, and waiting in it; a set clock or a daylight-saving change does not touch it. */
public interface Stopwatch {
    /** Nanoseconds since an unknown moment: good for differences only, as {@link System#nanoTime()}. */
    long nanos();

    /**
     * Waits.
     *
     * @throws InterruptedException if the thread is interrupted before or while it waits
     */
    void pause(Duration duration) throws InterruptedException;

    /** The host's. */
    static Stopwatch system() {
        return new Stopwatch() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void pause(Duration duration) throws InterruptedException {
                Thread.sleep(duration.toMillis());
            }
        };
    }
}
