package io.tekton.sharedservices.notify;

import io.tekton.sharedservices.concurrent.StopFlag;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be delivered to one receiver, in order, by a thread of its own: a receiver that is down or slow
 * delays nobody. What fails is tried again, ever more slowly. The oldest is given up where too much waits. Thread-safe.
 */
final class Outbox implements AutoCloseable {
    private static final int MOST = 100;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
    private static final Duration LAST_DELIVERY = Duration.ofSeconds(2);

    private final Delivery delivery;
    private final Consumer<@Nullable String> trouble;
    private final Deque<Notification> waiting = new ArrayDeque<>();
    private final StopFlag stop = new StopFlag();
    private final Thread thread;

    /** Delivers one. */
    interface Delivery {
        void deliver(Notification notification) throws DeliveryException;
    }

    /** @param trouble gets a sentence when something does not arrive, and null when something has */
    Outbox(String name, Delivery delivery, Consumer<@Nullable String> trouble) {
        this.delivery = delivery;
        this.trouble = trouble;
        this.thread = new Thread(this::work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns at once. */
    synchronized void add(Notification notification) {
        if (waiting.size() == MOST) {
            Notification oldest = waiting.removeFirst();
            trouble.accept("too many notifications wait; one of " + oldest.at() + " was given up");
        }
        waiting.addLast(notification);
        notifyAll();
    }

    private void work() {
        Duration pause = FIRST_PAUSE;
        Notification next = take();
        while (next != null) {
            try {
                delivery.deliver(next);
                trouble.accept(null);
                pause = FIRST_PAUSE;
                next = take();
            } catch (DeliveryException e) {
                trouble.accept(e.getMessage() + (e.isWorthAnotherTry() ? "; it is tried again" : "; it was given up"));
                if (!e.isWorthAnotherTry()) {
                    next = take();
                } else if (stop.await(pause)) {
                    return;
                } else {
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                }
            }
        }
    }

    /** Waits for the next; null when this is closed. */
    private synchronized @Nullable Notification take() {
        boolean interrupted = false;
        while (waiting.isEmpty() && !stop.isRaised()) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return waiting.pollFirst();
    }

    /** What waits has a moment to leave, unless it failed before. */
    @Override
    public void close() {
        stop.raise();
        synchronized (this) {
            notifyAll();
        }
        try {
            thread.join(LAST_DELIVERY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
