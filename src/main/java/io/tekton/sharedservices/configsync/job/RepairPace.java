package io.tekton.sharedservices.configsync.job;

import io.tekton.sharedservices.schedule.due.ClockReading;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * How fast deviating saves follow each other. A person saves now and then, and each save is repaired at once; a program
 * that writes a stale copy over every repair would keep both at it for ever. After {@value #MOST} repairs within a
 * minute, saves are left to the schedule, until a minute has passed without a deviation. Not thread-safe.
 */
final class RepairPace {
    static final int MOST = 5;
    static final Duration WITHIN = Duration.ofMinutes(1);

    private final Deque<ClockReading> repairs = new ArrayDeque<>();
    private @Nullable ClockReading lastDrift;
    private boolean tooFast;

    /** A check found a deviation of the configuration. */
    void drifted(ClockReading now) {
        calm(now);
        lastDrift = now;
        repairs.removeIf(repair -> !isWithin(repair, now));
        tooFast |= repairs.size() >= MOST;
    }

    /** What the last check found is about to be repaired. */
    void repairing(ClockReading now) {
        repairs.addLast(now);
    }

    /** A check found no deviation. */
    void calm(ClockReading now) {
        ClockReading last = lastDrift;
        if (last != null && !isWithin(last, now)) {
            lastDrift = null;
            tooFast = false;
        }
    }

    /** Whether only the schedule repairs now. */
    boolean isTooFast() {
        return tooFast;
    }

    private static boolean isWithin(ClockReading before, ClockReading now) {
        Duration passed = now.uptime().isZero()
                ? Duration.between(before.now(), now.now()).abs()
                : now.uptime().minus(before.uptime());
        return passed.compareTo(WITHIN) < 0;
    }
}
