package io.tekton.sharedservices.journal.query;

import java.time.Duration;
import java.time.Instant;

/**
 * How a job's numbers went over a time, in steps of equal length.
 *
 * @param since where the first step begins
 * @param until where the last one ends at the latest
 * @param step whole seconds
 */
public record TrendQuery(String job, Instant since, Instant until, Duration step) {
    /** More steps than this are no chart any more. */
    public static final int MOST_STEPS = 1_000;

    public TrendQuery {
        if (step.toSeconds() < 1 || !since.isBefore(until)) {
            throw new IllegalArgumentException("a trend from " + since + " to " + until + " in steps of " + step);
        }
        if (Duration.between(since, until).dividedBy(step) > MOST_STEPS) {
            throw new IllegalArgumentException("a trend has " + MOST_STEPS + " steps at most");
        }
    }
}
