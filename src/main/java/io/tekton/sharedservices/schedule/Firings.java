package io.tekton.sharedservices.schedule;

import io.tekton.sharedservices.schedule.due.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The next firings of a schedule, as of now: a run that starts later than planned moves those after it. Pure.
 *
 * @param at ascending
 * @param more whether there are more than these within the time that was asked for
 */
public record Firings(List<Instant> at, boolean more) {
    public static final Firings NONE = new Firings(List.of(), false);

    public Firings {
        at = List.copyOf(at);
    }

    /**
     * @param next when it is due next, by what is on record; null if it is not due at all
     * @param until firings after this are left out
     * @param most how many are listed
     */
    public static Firings of(Schedule schedule, @Nullable Instant next, Instant until, int most) {
        List<Instant> firings = new ArrayList<>();
        Instant firing = next;
        while (firing != null && !firing.isAfter(until)) {
            if (firings.size() == most) {
                return new Firings(firings, true);
            }
            firings.add(firing);
            firing = after(schedule, firing);
        }
        return new Firings(firings, false);
    }

    /** From one firing to the next; of a cron expression the gap behind its next firing; zero if it fires no more. */
    public static Duration interval(Schedule schedule, Instant now) {
        Instant first = after(schedule, now);
        Instant second = first == null ? null : after(schedule, first);
        return first == null || second == null ? Duration.ZERO : Duration.between(first, second);
    }

    @SuppressWarnings("JavaUtilDate") // Quartz speaks of times in no other way.
    private static @Nullable Instant after(Schedule schedule, Instant firing) {
        if (schedule instanceof Schedule.Every every) {
            return firing.plus(every.interval());
        }
        Date next = ((Schedule.Cron) schedule).parsed().getNextValidTimeAfter(Date.from(firing));
        return next == null ? null : next.toInstant();
    }
}
