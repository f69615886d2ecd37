package io.tekton.sharedservices.schedule.due;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/**
 * A host whose clocks the test turns: time passes on both, the wall clock can also be set, and the host booted.
 * Thread-safe.
 */
public final class SettableHost extends Clock implements Supplier<ClockReading> {
    public static final String NAME = "host-1";
    static final String JOB = "orphan-cleanup";

    private Instant wall;
    private Duration uptime = Duration.ofDays(3);
    private int boots = 1;
    private int runs;

    SettableHost(Instant wall) {
        this.wall = wall.truncatedTo(ChronoUnit.MILLIS);
    }

    public static SettableHost at(String wall) {
        return new SettableHost(Instant.parse(wall));
    }

    @Override
    public synchronized ClockReading get() {
        return new ClockReading(wall, "boot-" + boots, uptime);
    }

    @Override
    public synchronized Instant instant() {
        return wall;
    }

    public synchronized SettableHost pass(Duration time) {
        wall = wall.plus(time);
        uptime = uptime.plus(time);
        return this;
    }

    /** The wall clock alone. */
    public synchronized SettableHost set(Duration by) {
        wall = wall.plus(by);
        return this;
    }

    public synchronized SettableHost boot(Duration down, Duration upSince) {
        wall = wall.plus(down).plus(upSince);
        uptime = upSince;
        boots++;
        return this;
    }

    synchronized Run begun(Trigger trigger, boolean dryRun) {
        return new Run(
                "run-%04d".formatted(++runs),
                JOB,
                NAME,
                "boot-" + boots,
                uptime.toMillis(),
                trigger,
                "a test",
                dryRun,
                wall,
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
    }

    synchronized Run ran(Trigger trigger, RunOutcome outcome) {
        Run begun = begun(trigger, false);
        return outcome == RunOutcome.RUNNING
                ? begun
                : begun.ended(wall, outcome, outcome == RunOutcome.SUCCEEDED ? null : "a-reason", null, RunCounts.NONE);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("tests need no other zone");
    }
}
