package io.tekton.sharedservices.schedule.due;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * At least an hour between two live cleanups. Within a boot the time since boot measures it, so setting the clock
 * changes nothing. In another boot, or in another time namespace of the same boot, the wall clock measures it. A start
 * in the future is then treated as if it were at this boot.
 *
 * <p>Time can run backwards within a boot: a recreated container may have its own time since boot. Then neither clock
 * is trusted. The next cleanup waits for an hour from the moment when this was first noticed. That moment must be
 * remembered, or the hour would start again at each call. Pure.
 */
public final class MinimumInterval {
    public static final Duration LENGTH = Duration.ofHours(1);

    private MinimumInterval() {}

    /**
     * What is left of the hour.
     *
     * @param left zero if the next live cleanup may begin
     * @param backwards whether time ran backwards since the last one, so that the hour starts when that was noticed
     * @param news whether that is noticed just now and must be remembered
     */
    public record Wait(Duration left, boolean backwards, boolean news) {
        public static final Wait NONE = new Wait(Duration.ZERO, false, false);

        public static Wait longer(Wait one, Wait other) {
            Wait longer = one.left.compareTo(other.left) >= 0 ? one : other;
            return new Wait(longer.left, one.backwards || other.backwards, one.news || other.news);
        }
    }

    /**
     * @param last when the last live run began
     * @param noticed when it was first noticed that time ran backwards since; null if it was not
     */
    public static Wait after(HostClock last, @Nullable HostClock noticed, HostClock now) {
        Duration passed = passed(last, now);
        if (passed != null) {
            return new Wait(left(passed), false, false);
        }
        Duration sinceNotice = noticed == null ? null : passed(noticed, now);
        return sinceNotice == null ? new Wait(LENGTH, true, true) : new Wait(left(sinceNotice), true, false);
    }

    /** Null if time ran backwards. */
    private static @Nullable Duration passed(HostClock then, HostClock now) {
        Duration byWallClock = now.sinceByWallClock(then);
        if (now.hasTheTimeSinceBootOf(then)) {
            return positiveOrNull(now.sinceBootTime(then));
        }
        if (byWallClock.isNegative() && !now.isOfTheBootOf(then) && now.bootMillis() >= 0) {
            return Duration.ofMillis(now.bootMillis());
        }
        return positiveOrNull(byWallClock);
    }

    private static @Nullable Duration positiveOrNull(Duration duration) {
        return duration.isNegative() ? null : duration;
    }

    private static Duration left(Duration passed) {
        Duration left = LENGTH.minus(passed);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
