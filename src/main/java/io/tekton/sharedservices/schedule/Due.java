package io.tekton.sharedservices.schedule;

import io.tekton.sharedservices.audit.Run;
import io.tekton.sharedservices.audit.Trigger;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;

/**
 * When a job is due next, and how that run will have begun. A pure function of schedule, history and now: what the scheduler remembers does
 * not count.
 *
 * @param at not before now
 * @param trigger CATCH_UP where a run was missed
 */
public record Due(Instant at, Trigger trigger) {
    /** A run that begins later than this after its time was missed. */
    static final Duration TOLERANCE = Duration.ofSeconds(60);

    /** Two clocks that differ by less tell the same time; a due time does not move by it. */
    private static final Duration SAME_TIME = Duration.ofSeconds(2);

    /**
     * @param last the job's last run that began by schedule, whatever its outcome, but SKIPPED ones; null on a first start
     * @param wait how long safety still forbids a run, see {@code MinimumInterval}; zero if it does not
     * @param skipped whether a run was recorded as SKIPPED for that since {@code last}: then the job is due again when the wait is over, and not before
     */
    public static Due next(Schedule schedule, @Nullable Run last, Duration wait, boolean skipped, Moment moment) {
        Instant now = moment.now();
        Instant planned = last == null ? now : planned(schedule, last, moment);
        boolean missed = Duration.between(planned, now).compareTo(TOLERANCE) > 0;
        Instant at = planned.isBefore(now) ? now : planned;
        Instant allowed = now.plus(wait);
        if (skipped && at.isBefore(allowed)) {
            at = allowed;
        }
        return new Due(at, missed ? Trigger.CATCH_UP : Trigger.SCHEDULE);
    }

    private static Instant planned(Schedule schedule, Run last, Moment moment) {
        return schedule instanceof Schedule.Every every
                ? afterInterval(every.interval(), last, moment)
                : afterFiring((Schedule.Cron) schedule, last, moment);
    }

    private static Instant afterInterval(Duration interval, Run last, Moment moment) {
        Instant byWall = last.startedAt().plus(interval);
        if (last.bootMillis() >= 0
                && last.bootId().equals(moment.bootId())
                && !moment.uptime().isZero()) {
            Duration passed = moment.uptime().minusMillis(last.bootMillis());
            Instant byBoot = moment.now().plus(interval).minus(passed);
            boolean same = Duration.between(byWall, byBoot).abs().compareTo(SAME_TIME) < 0;
            return same ? byWall : byBoot;
        }
        // A start in the future: the clock was set back. It counts from this boot on, so that the delay ends however
        // often we are restarted.
        Instant latest = moment.boot().plus(interval);
        return last.startedAt().isAfter(moment.now()) && latest.isBefore(byWall) ? latest : byWall;
    }

    @SuppressWarnings("JavaUtilDate") // Quartz speaks of times in no other way.
    private static Instant afterFiring(Schedule.Cron cron, Run last, Moment moment) {
        Instant from = last.startedAt().isAfter(moment.now()) ? moment.now() : last.startedAt();
        try {
            Date next = new CronExpression(cron.expression()).getNextValidTimeAfter(Date.from(from));
            return next == null ? Instant.MAX : next.toInstant();
        } catch (ParseException e) {
            throw new IllegalStateException("the cron expression was good when it was read: " + cron.expression(), e);
        }
    }
}
