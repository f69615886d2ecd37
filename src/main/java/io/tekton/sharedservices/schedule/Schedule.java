package io.tekton.sharedservices.schedule;

import io.tekton.sharedservices.settings.Durations;
import io.tekton.sharedservices.settings.InvalidValueException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.quartz.CronExpression;

/** When a job runs: {@code every 6h}, or a Quartz cron expression in the host's time zone. */
public sealed interface Schedule {
    /** As it is written in the settings. */
    String text();

    /** @param interval from start to start */
    record Every(Duration interval) implements Schedule {
        @Override
        public String text() {
            return "every " + Durations.format(interval);
        }
    }

    /** @param expression of six or seven fields, seconds first */
    record Cron(String expression) implements Schedule {
        @Override
        public String text() {
            return expression;
        }
    }

    /** For how long a cron expression's firings are looked at: leap years and changes to and from summer time included. */
    Duration LOOK_AHEAD = Duration.ofDays(4 * 366);

    /**
     * Reads a schedule.
     *
     * @param shortest what must lie between two firings at least
     * @param from where the look at a cron expression's firings begins
     * @throws InvalidValueException if it is neither form, or fires more often than allowed
     */
    static Schedule parse(String text, Duration shortest, Instant from) {
        String allowed = "\"every DURATION\" of at least " + Durations.format(shortest)
                + ", or a Quartz cron expression whose firings lie at least that far apart";
        if (text.startsWith("every ")) {
            Duration interval = Durations.parse(text.substring(6).strip());
            if (interval.compareTo(shortest) < 0) {
                throw new InvalidValueException("is too often", allowed);
            }
            return new Every(interval);
        }
        CronExpression cron;
        try {
            cron = new CronExpression(text);
        } catch (ParseException e) {
            throw new InvalidValueException(
                    "is neither an interval nor a cron expression (" + e.getMessage() + ")", allowed);
        }
        checkGaps(cron, shortest, from, allowed);
        return new Cron(text);
    }

    @SuppressWarnings("JavaUtilDate") // Quartz speaks of times in no other way.
    private static void checkGaps(CronExpression cron, Duration shortest, Instant from, String allowed) {
        Instant end = from.plus(LOOK_AHEAD);
        Date firing = cron.getNextValidTimeAfter(Date.from(from));
        if (firing == null) {
            throw new InvalidValueException("never fires", allowed);
        }
        while (firing.toInstant().isBefore(end)) {
            Date next = cron.getNextValidTimeAfter(firing);
            if (next == null) {
                return;
            }
            Duration gap = Duration.between(firing.toInstant(), next.toInstant());
            if (gap.compareTo(shortest) < 0) {
                throw new InvalidValueException(
                        "fires at " + firing.toInstant() + " and again after " + Durations.format(gap), allowed);
            }
            firing = next;
        }
    }
}
