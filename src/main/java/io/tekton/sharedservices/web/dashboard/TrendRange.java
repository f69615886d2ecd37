package io.tekton.sharedservices.web.dashboard;

import io.tekton.sharedservices.journal.query.TrendQuery;
import io.tekton.sharedservices.web.route.Parameters;
import io.tekton.sharedservices.web.route.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** The one that a request asks for; null if it asks for none. */
    static @Nullable TrendRange given(Parameters parameters) throws ProblemException {
        String given = parameters.oneOf("range", words());
        return given == null ? null : valueOf(given.toUpperCase(java.util.Locale.ROOT));
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
