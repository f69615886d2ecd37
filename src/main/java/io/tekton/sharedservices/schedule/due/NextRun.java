package io.tekton.sharedservices.schedule.due;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.AuditReader;
import io.tekton.sharedservices.journal.query.Retries;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;

/**
 * When a job is due next, and how that run will have begun. A pure function of schedule, history and now: what the
 * scheduler remembers does not count.
 *
 * @param at not before now; {@link #NEVER} if a cron expression has no firing left
 * @param trigger CATCH_UP where a run was missed
 */
public record NextRun(Instant at, Trigger trigger) {
    /** A run that begins later than this after its time was missed. */
    static final Duration TOLERANCE = Duration.ofSeconds(60);

    public static final Instant NEVER = Instant.MAX;

    /** Two clocks that differ by less show the same time; a due time does not move for it. */
    static final Duration SAME_TIME = Duration.ofSeconds(2);

    /**
     * What history says of a job.
     *
     * @param wait how long safety still forbids a run; zero if it does not
     * @throws io.tekton.sharedservices.journal.AuditException if the history cannot be read
     */
    public static NextRun byHistory(
            Schedule schedule, AuditReader history, String job, String host, ClockReading moment, Duration wait) {
        Optional<Run> last = history.lastScheduledRun(job, host);
        boolean skipped = !wait.isZero()
                && history.wasSkippedSince(job, host, last.map(Run::id).orElse(null));
        return next(schedule, Past.of(last.orElse(null), history), wait, skipped, moment);
    }

    /**
     * Where a job is, by its record.
     *
     * @param last the last scheduled run, as last repeated, with any outcome except SKIPPED; null on a first start
     * @param anchor the run from which the schedule goes on: {@code last}, or the first of the runs in a row that each
     *     were tried again soon; null on a first start
     * @param isTriedAgain whether {@code last} is tried again when the minimum hour is over
     */
    record Past(@Nullable Run last, @Nullable Run anchor, boolean isTriedAgain) {
        static Past of(@Nullable Run last, AuditReader history) {
            if (last == null) {
                return new Past(null, null, false);
            }
            boolean signalled = last.outcome() == RunOutcome.FAILED && history.mayHaveSignalled(last.id());
            return new Past(last, history.beginOfRetries(last), Retries.isDueAfter(last, signalled));
        }
    }

    /**
     * As {@link #next(Schedule, Past, Duration, boolean, Moment)}, for a run that is not tried again before its
     * schedule's next turn.
     */
    static NextRun next(Schedule schedule, @Nullable Run last, Duration wait, boolean skipped, ClockReading moment) {
        return next(schedule, new Past(last, last, false), wait, skipped, moment);
    }

    /**
     * A run that is tried again is due when an hour since its start is over and safety forbids none. The schedule goes
     * on from the anchor meanwhile.
     *
     * @param wait how long safety still forbids a run, see {@code MinimumInterval}; zero if it does not
     * @param skipped whether a run was recorded as SKIPPED for that since {@code last}: then the job is due again when
     *     the wait is over, and not before
     */
    static NextRun next(Schedule schedule, Past past, Duration wait, boolean skipped, ClockReading moment) {
        Instant now = moment.now();
        Instant planned = planned(schedule, past, moment);
        boolean missed = Duration.between(planned, now).compareTo(TOLERANCE) > 0;
        Instant at = planned.isBefore(now) ? now : planned;
        Instant allowed = now.plus(wait);
        if ((skipped || past.isTriedAgain()) && at.isBefore(allowed)) {
            at = allowed;
        }
        return new NextRun(at, missed ? Trigger.CATCH_UP : Trigger.SCHEDULE);
    }

    /**
     * When a job is due that checks often and mostly finds nothing. Its checks are not recorded, so the last check of
     * this process decides.
     *
     * @param last null before the first: then it is due now
     */
    public static NextRun afterTick(Schedule schedule, @Nullable ClockReading last, ClockReading moment) {
        if (last == null) {
            return new NextRun(moment.now(), Trigger.SCHEDULE);
        }
        // measured by the time since boot where the host reports it, even if the wall clock was set meanwhile
        boolean byBoot = !moment.uptime().isZero();
        Instant start = byBoot ? moment.now().minus(moment.uptime().minus(last.uptime())) : last.now();
        Instant latest = start.isAfter(moment.now()) ? moment.now() : start;
        Instant planned = schedule instanceof Schedule.Every every
                ? latest.plus(every.interval())
                : firingAfter((Schedule.Cron) schedule, latest, true);
        return new NextRun(planned.isBefore(moment.now()) ? moment.now() : planned, Trigger.SCHEDULE);
    }

    /** Whether it is due now. */
    public boolean isNow(ClockReading moment) {
        return !at.isAfter(moment.now());
    }

    private static Instant planned(Schedule schedule, Past past, ClockReading moment) {
        Run last = past.last();
        Run anchor = past.anchor();
        if (last == null || anchor == null) {
            return moment.now();
        }
        Instant start = start(last, moment);
        Instant hourOver = start.plus(MinimumInterval.LENGTH);
        if (past.isTriedAgain()) {
            return hourOver;
        }
        Instant turn = schedule instanceof Schedule.Every every
                ? turnAfter(start, start(anchor, moment), every.interval())
                : firingAfter((Schedule.Cron) schedule, start, start.equals(last.startedAt()));
        // the turn of a run that was tried again may come within its hour
        return anchor.id().equals(last.id()) || turn.isAfter(hourOver) ? turn : hourOver;
    }

    /** The first time after {@code start} that is whole intervals after the anchor's start. */
    private static Instant turnAfter(Instant start, Instant anchor, Duration interval) {
        long turns = Math.floorDiv(Duration.between(anchor, start).toMillis(), interval.toMillis()) + 1;
        return anchor.plus(interval.multipliedBy(turns));
    }

    /**
     * When the run started, in terms of today's wall clock. Within a boot the time since boot gives it, even if the
     * wall clock was set. For a run of another boot, a start after this boot means that the clock was set back. It is
     * then treated as if it were at this boot, so that the delay ends however often we are restarted.
     */
    private static Instant start(Run last, ClockReading moment) {
        if (last.bootMillis() >= 0
                && last.bootId().equals(moment.bootId())
                && !moment.uptime().isZero()) {
            Duration passed = moment.uptime().minusMillis(last.bootMillis());
            // whole milliseconds, as triggers are
            Instant byBoot = moment.now().minus(passed).truncatedTo(ChronoUnit.MILLIS);
            boolean same = Duration.between(last.startedAt(), byBoot).abs().compareTo(SAME_TIME) < 0;
            return same ? last.startedAt() : byBoot;
        }
        return last.startedAt().isAfter(moment.boot()) ? moment.boot() : last.startedAt();
    }

    /**
     * @param exact whether the start is known as it was recorded; else it may be off by a little, and must not find its
     *     own firing again
     */
    @SuppressWarnings("JavaUtilDate") // Quartz speaks of times in no other way.
    private static Instant firingAfter(Schedule.Cron cron, Instant start, boolean exact) {
        CronExpression expression = cron.parsed();
        Date next = expression.getNextValidTimeAfter(Date.from(exact ? start : start.plus(SAME_TIME)));
        return next == null ? NEVER : next.toInstant();
    }
}
