package io.tekton.sharedservices.schedule.due;

import io.tekton.sharedservices.settings.Durations;
import io.tekton.sharedservices.settings.InvalidValueException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.TimeZone;
import java.util.function.Supplier;
import org.quartz.CronExpression;

/** When a job runs: {@code every 6h}, or a Quartz cron expression in a time zone. */
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

    /**
     * @param expression of six or seven fields, seconds first
     * @param zone in which its hours are meant
     */
    record Cron(String expression, ZoneId zone) implements Schedule {
        public Cron {
            parse(expression, zone);
        }

        @Override
        public String text() {
            return expression;
        }

        /** A new one: Quartz's expressions are not thread-safe. */
        public CronExpression parsed() {
            return parse(expression, zone);
        }

        private static CronExpression parse(String expression, ZoneId zone) {
            try {
                CronExpression cron = new CronExpression(expression);
                cron.setTimeZone(TimeZone.getTimeZone(zone));
                return cron;
            } catch (ParseException e) {
                throw new IllegalArgumentException(
                        "\"" + expression + "\" is no cron expression: " + e.getMessage(), e);
            }
        }
    }

    /**
     * The period over which a cron expression's firings are checked; it includes leap years and daylight saving
     * changes.
     */
    Duration LOOK_AHEAD = Duration.ofDays(4 * 366);

    /** No two firings of a cron expression are closer. */
    Duration SHORTEST_CRON_GAP = Duration.ofSeconds(1);

    /**
     * Reads a schedule.
     *
     * @param shortest the shortest time allowed between two firings
     * @param from the time from which a cron expression's firings are computed
     * @param zone in which a cron expression's hours are meant; asked for one alone, since the zone of the host takes
     *     Java 12 ms to find
     * @throws InvalidValueException if it is neither form, or fires more often than allowed
     */
    static Schedule parse(String text, Duration shortest, Instant from, Supplier<ZoneId> zone) {
        String allowed = "\"every DURATION\" of at least " + Durations.format(shortest)
                + ", or a Quartz cron expression whose firings are at least that far apart";
        if (text.startsWith("every ")) {
            Duration interval = Durations.parse(text.substring(6).strip());
            if (interval.compareTo(shortest) < 0) {
                throw new InvalidValueException("is too often", allowed);
            }
            return new Every(interval);
        }
        Cron cron;
        try {
            cron = new Cron(text, zone.get());
        } catch (IllegalArgumentException e) {
            String why = String.valueOf(
                            e.getCause() == null ? e.getMessage() : e.getCause().getMessage())
                    // Quartz puts the names of Java's classes into its sentences
                    .replaceAll("java\\.[A-Za-z.]+: ", "");
            throw new InvalidValueException("is neither an interval nor a cron expression (" + why + ")", allowed);
        }
        checkGaps(cron.parsed(), shortest, from, allowed);
        return cron;
    }

    @SuppressWarnings("JavaUtilDate") // Quartz speaks of times in no other way.
    private static void checkGaps(CronExpression cron, Duration shortest, Instant from, String allowed) {
        Instant end = from.plus(LOOK_AHEAD);
        Date firing = cron.getNextValidTimeAfter(Date.from(from));
        if (firing == null) {
            throw new InvalidValueException("never fires", allowed);
        }
        if (shortest.compareTo(SHORTEST_CRON_GAP) <= 0) {
            return;
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
