package io.tekton.sharedservices.fleet.ship;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets a {@link Shipper} work, in a thread of its own: a heartbeat in time, a shipment in its own time and soon after
 * it is woken. While the centre is away it is tried again in times that double, up to a minute. No job waits for it.
 */
public final class ShippingThread implements AutoCloseable {
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(60);

    /** What a run records at its end takes a moment more. */
    private static final Duration AFTER_A_RUN = Duration.ofSeconds(1);

    private static final Duration END = Duration.ofSeconds(2);

    private final Logger logger = LogManager.getLogger("fleet");
    private final Shipper shipper;
    private final FleetSettings settings;
    private final Path stateFolder;
    private final StopFlag stop;
    private final Consumer<Shipper> after;
    private final Thread thread = new Thread(this::run, "fleet-shipping");
    private boolean woken;
    private @Nullable ShippedHead written;

    /**
     * @param stop the shipper's own; raised at the end
     * @param after gets the shipper after each round, in the shipping's own thread
     */
    public ShippingThread(
            Shipper shipper, FleetSettings settings, Path stateFolder, StopFlag stop, Consumer<Shipper> after) {
        this.shipper = shipper;
        this.settings = settings;
        this.stateFolder = stateFolder;
        this.stop = stop;
        this.after = after;
        this.written = shipper.shipped().orElse(null);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    public ShipStatus status() {
        return shipper.statusNow();
    }

    /** A run is over: what it recorded is shipped soon. */
    public synchronized void wake() {
        woken = true;
        notifyAll();
    }

    private void run() {
        long nextShipment = System.nanoTime();
        Duration retry = FIRST_RETRY;
        while (!stop.isRaised()) {
            boolean due = System.nanoTime() - nextShipment >= 0 || takeWaking();
            boolean answered = round(due);
            if (answered && due) {
                nextShipment =
                        System.nanoTime() + jittered(settings.shipEvery()).toNanos();
            }
            Duration wait = answered ? jittered(settings.heartbeat()) : jittered(retry);
            retry = answered ? FIRST_RETRY : longer(retry);
            await(wait, answered);
        }
        shipper.close();
    }

    private boolean round(boolean due) {
        try {
            boolean answered = shipper.round(due);
            keep();
            after.accept(shipper);
            return answered;
        } catch (AuditException e) {
            // the store says so itself, in status and log; here it is tried again
            logger.warn("the journal cannot be shipped now: {}", Causes.of(e));
        } catch (RuntimeException e) {
            logger.error("the shipping has a fault; it goes on", e);
        }
        shipper.close();
        return false;
    }

    private void keep() {
        Optional<ShippedHead> now = shipper.shipped();
        if (now.isEmpty() || (written != null && isSame(written, now.get()))) {
            return;
        }
        try {
            now.get().write(stateFolder);
            written = now.get();
        } catch (IOException e) {
            // the centre says it again at the next heartbeat, and until then a purge takes less
            logger.warn("what was shipped cannot be noted in {}: {}", stateFolder, Causes.of(e));
        }
    }

    private static boolean isSame(ShippedHead one, ShippedHead other) {
        return one.sequence() == other.sequence()
                && one.epoch().equals(other.epoch())
                && one.installation().equals(other.installation());
    }

    /** So that many hosts that lost the centre at once do not come back at once. */
    private static Duration jittered(Duration time) {
        return Duration.ofMillis(
                (long) (time.toMillis() * ThreadLocalRandom.current().nextDouble(0.8, 1.2)));
    }

    private static Duration longer(Duration retry) {
        Duration next = retry.multipliedBy(2);
        return next.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : next;
    }

    private synchronized boolean takeWaking() {
        boolean was = woken;
        woken = false;
        return was;
    }

    /** Being woken ends it a second later, but never the wait for a centre that is away. */
    private void await(Duration time, boolean endsByWaking) {
        long deadline = System.nanoTime() + time.toNanos();
        boolean interrupted = false;
        synchronized (this) {
            while (!stop.isRaised() && !(endsByWaking && woken)) {
                long left = (deadline - System.nanoTime() + 999_999) / 1_000_000;
                if (left <= 0) {
                    break;
                }
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (endsByWaking && !stop.isRaised() && System.nanoTime() - deadline < 0) {
            stop.await(AFTER_A_RUN);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was begun has a moment to end; a centre that does not answer keeps nobody. */
    @Override
    public void close() {
        stop.raise();
        synchronized (this) {
            notifyAll();
        }
        try {
            thread.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
