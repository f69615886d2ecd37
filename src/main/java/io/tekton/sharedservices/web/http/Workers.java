package io.tekton.sharedservices.web.http;

import io.tekton.sharedservices.text.Causes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A few threads that wait for work, and a few more while there is much of it. What cannot have a thread at once waits;
 * nothing is ever rejected, since there are no more pieces of work than connections. Where the system gives no more
 * threads, the first ones, which began with the server, do it all. Thread-safe.
 */
public final class Workers {
    private static final Logger LOG = LogManager.getLogger(Workers.class);
    private static final Duration SPARE = Duration.ofSeconds(30);
    private static final long STACK_BYTES = 512 * 1024;

    private final String name;
    private final int always;
    private final int most;
    private final Queue<Runnable> work = new ArrayDeque<>();
    private int threads;
    private int idle;
    private boolean over;

    public Workers(String name, int always, int most) {
        this.name = name;
        this.always = always;
        this.most = most;
    }

    synchronized void start() {
        while (threads < always) {
            begin();
        }
    }

    synchronized void execute(Runnable piece) {
        work.add(piece);
        if (idle < work.size() && threads < most) {
            try {
                begin();
            } catch (OutOfMemoryError e) {
                LOG.warn("no more threads can be started ({}): a request waits", Causes.of(e));
            }
        }
        notifyAll();
    }

    private void begin() {
        Thread thread = new Thread(null, this::run, name, STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        threads++;
    }

    /** Waiting threads end now, the others after their work. */
    synchronized void end() {
        over = true;
        notifyAll();
    }

    private void run() {
        for (Runnable piece = next(); piece != null; piece = next()) {
            try {
                piece.run();
            } catch (RuntimeException | Error e) {
                LOG.error("a request failed", e);
            }
        }
    }

    private synchronized @Nullable Runnable next() {
        long until = System.nanoTime() + SPARE.toNanos();
        idle++;
        while (work.isEmpty() && !over) {
            long left = until - System.nanoTime();
            if (threads > always && left <= 0) {
                break;
            }
            try {
                if (threads > always) {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                } else {
                    wait();
                }
            } catch (InterruptedException e) {
                // An interrupt was meant for the request that has ended.
                LOG.debug("interrupted between two requests");
            }
        }
        idle--;
        Runnable piece = work.poll();
        if (piece == null) {
            threads--;
        }
        return piece;
    }
}
