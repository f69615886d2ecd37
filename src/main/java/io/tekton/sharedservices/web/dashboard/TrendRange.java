package io.tekton.sharedservices.web.dashboard;

import io.tekton.sharedservices.journal.query.TrendQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;

/** The times that a trend can be asked for. Steps begin at the full hour, or at midnight where they are whole days. */
public enum TrendRange {
    DAY(24, Duration.ofHours(1)),
    WEEK(28, Duration.ofHours(6)),
    MONTH(30, Duration.ofDays(1)),
    QUARTER(90, Duration.ofDays(1)),
    YEAR(52, Duration.ofDays(7));

    private final int steps;
    private final Duration step;

    TrendRange(int steps, Duration step) {
        this.steps = steps;
        this.step = step;
    }

    /** As requests name them. */
    public static List<String> words() {
        return Arrays.stream(values()).map(TrendRange::word).toList();
    }

    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The query whose last step holds now. */
    public TrendQuery until(Instant now, String job, ZoneId zone) {
        Instant midnight =
                now.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
        Duration early = Duration.between(now, midnight);
        long stepsLeft = early.dividedBy(step);
        Instant end = midnight.minus(step.multipliedBy(stepsLeft));
        return new TrendQuery(job, end.minus(step.multipliedBy(steps)), end, step);
    }
}
