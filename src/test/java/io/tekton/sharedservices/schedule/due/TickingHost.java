package io.tekton.sharedservices.schedule.due;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunIds;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.text.HostZone;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/** A host whose clocks go with Quartz's own: what is in the past is made by recording runs of long ago. Thread-safe. */
public final class TickingHost implements Supplier<ClockReading> {
    public static final String NAME = "host-1";
    public static final String BOOT = "boot-1";
    public static final Clock CLOCK = Clock.tickMillis(java.time.ZoneOffset.UTC);

    /** The same for all processes of a test. */
    private static final Instant BOOTED = Instant.parse("2020-01-01T00:00:00Z");

    private final Instant wall = CLOCK.instant();
    private final long nanos = System.nanoTime();
    private final RunIds ids = new RunIds(HostZone.ofHost());

    @Override
    public ClockReading get() {
        Duration passed = Duration.ofNanos(System.nanoTime() - nanos);
        Instant now = wall.plus(passed).truncatedTo(ChronoUnit.MILLIS);
        return new ClockReading(now, BOOT, Duration.between(BOOTED, now));
    }

    public Instant ago(Duration time) {
        return get().now().minus(time);
    }

    Run begun(String job, Trigger trigger, Duration ago) {
        ClockReading moment = get();
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

    public Run ran(String job, Trigger trigger, Duration ago) {
        Run begun = begun(job, trigger, ago);
        return begun.ended(begun.startedAt(), RunOutcome.SUCCEEDED, null, null, RunCounts.NONE);
    }
}
