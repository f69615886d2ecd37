package io.tekton.sharedservices.schedule;

import io.tekton.sharedservices.audit.Run;
import io.tekton.sharedservices.audit.RunCounts;
import io.tekton.sharedservices.audit.RunIds;
import io.tekton.sharedservices.audit.RunOutcome;
import io.tekton.sharedservices.audit.Trigger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/** A host whose clocks go with Quartz's own: what lies in the past is made by recording runs of long ago. Thread-safe. */
final class TickingHost implements Supplier<Moment> {
    static final String NAME = "host-1";
    static final String BOOT = "boot-1";
    static final Clock CLOCK = Clock.tickMillis(java.time.ZoneOffset.UTC);

    /** The same for all processes of a test. */
    private static final Instant BOOTED = Instant.parse("2020-01-01T00:00:00Z");

    private final Instant wall = CLOCK.instant();
    private final long nanos = System.nanoTime();
    private final RunIds ids = new RunIds();

    @Override
    public Moment get() {
        Duration passed = Duration.ofNanos(System.nanoTime() - nanos);
        Instant now = wall.plus(passed).truncatedTo(ChronoUnit.MILLIS);
        return new Moment(now, BOOT, Duration.between(BOOTED, now));
    }

    Instant ago(Duration time) {
        return get().now().minus(time);
    }

    Run begun(String job, Trigger trigger, Duration ago) {
        Moment moment = get();
        Instant start = moment.now().minus(ago);
        return new Run(
                ids.next(start),
                job,
                NAME,
                BOOT,
                moment.uptime().minus(ago).toMillis(),
                trigger,
                "a test",
                false,
                start,
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
    }

    Run ran(String job, Trigger trigger, Duration ago) {
        Run begun = begun(job, trigger, ago);
        return begun.ended(begun.startedAt(), RunOutcome.SUCCEEDED, null, null, RunCounts.NONE);
    }
}
