package io.tekton.sharedservices.web;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.web.route.ExceptionMapper;
import io.tekton.sharedservices.web.route.ProblemException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The requested cleanups in progress, each on its own thread: the client may disconnect or read slowly without effect
 * on the run. Their threads are never interrupted, for an interrupt in the middle of a write closes the store.
 * Thread-safe.
 */
final class RequestedCleanups {
    /** One runs, the others wait for it; more than a few means that something asks in a loop. */
    private static final int MOST = 4;

    private final SharedServices services;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, StopFlag> running = new HashMap<>();
    private boolean stopping;

    RequestedCleanups(SharedServices services) {
        this.services = services;
    }

    /**
     * Begins a cleanup and does not wait for it.
     *
     * @param stream is notified of its progress, and of its end
     * @return the ticket, by which the client can stop it
     */
    synchronized String begin(CleanupOrder order, CleanupStream stream) throws ProblemException {
        if (stopping) {
            throw new ProblemException(ProblemCode.STOPPING, "no cleanup begins any more");
        }
        if (running.size() >= MOST) {
            throw new ProblemException(
                    ProblemCode.BUSY, MOST + " cleanups were asked for and are not over; ask again later");
        }
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        String ticket = HexFormat.of().formatHex(bytes);
        StopFlag stop = new StopFlag();
        running.put(ticket, stop);
        boolean begun = false;
        try {
            new Thread(() -> carryOut(ticket, order, stop, stream), "cleanup-on-request").start();
            begun = true;
        } finally {
            if (!begun) {
                // Without a thread it never ends, and would keep its place.
                running.remove(ticket);
            }
        }
        return ticket;
    }

    private void carryOut(String ticket, CleanupOrder order, StopFlag stop, CleanupStream stream) {
        try {
            stream.report(services.cleanup(order, stop, stream));
        } catch (RuntimeException | Error e) {
            stream.failure(ExceptionMapper.problem(e, "a cleanup on request of " + order.actor()));
        } finally {
            ended(ticket);
        }
    }

    private synchronized void ended(String ticket) {
        running.remove(ticket);
        notifyAll();
    }

    /** @return whether there is one with this ticket */
    synchronized boolean stop(String ticket) {
        StopFlag stop = running.get(ticket);
        if (stop != null) {
            stop.raise();
        }
        return stop != null;
    }

    /** Lets no other begin, and asks all in progress to end. */
    synchronized void stopAll() {
        stopping = true;
        running.values().forEach(StopFlag::raise);
    }

    /** @return whether all have ended in time */
    synchronized boolean awaitAll(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (!running.isEmpty()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                wait(left / 1_000_000 + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return running.isEmpty();
        }
        return true;
    }
}
