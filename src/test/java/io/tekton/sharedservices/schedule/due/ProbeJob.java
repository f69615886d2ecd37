package io.tekton.sharedservices.schedule.due;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.schedule.ScheduledJob;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.record.SqlAuditLog;
import io.tekton.sharedservices.store.record.SqlAuditReader;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A job that records its runs as the real ones do, and does in them what the test says. */
public final class ProbeJob implements ScheduledJob {
    private final String name;
    private final TickingHost host;
    private final SqlAuditLog log;
    private final SqlAuditReader history;
    private final BlockingQueue<Run> begun = new LinkedBlockingQueue<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger mostInside = new AtomicInteger();
    private final AtomicInteger tries = new AtomicInteger();
    private volatile Schedule schedule;
    private volatile Consumer<StopFlag> work = stop -> {};
    private volatile boolean recording = true;

    public ProbeJob(String name, Duration interval, TickingHost host, Store store) {
        this.name = name;
        this.schedule = new Schedule.Every(interval);
        this.host = host;
        this.log = store.auditLog(TickingHost.BOOT, TickingHost.CLOCK);
        this.history = store.auditReader();
    }

    public ProbeJob every(Duration interval) {
        schedule = new Schedule.Every(interval);
        return this;
    }

    public ProbeJob doing(Consumer<StopFlag> newWork) {
        work = newWork;
        return this;
    }

    public ProbeJob withoutRecord() {
        recording = false;
        return this;
    }

    public Run awaitRun() throws InterruptedException {
        Run run = begun.poll(240, TimeUnit.SECONDS);
        if (run == null) {
            throw new AssertionError(name + " did not run");
        }
        return run;
    }

    public int runsNotAwaited() {
        return begun.size();
    }

    public int tries() {
        return tries.get();
    }

    public int mostAtOnce() {
        return mostInside.get();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Schedule schedule() {
        return schedule;
    }

    @Override
    public NextRun due(ClockReading moment) {
        return NextRun.byHistory(schedule, history, name, TickingHost.NAME, moment, Duration.ZERO);
    }

    @Override
    public Optional<Run> run(Trigger trigger, String actor, StopFlag stop) {
        tries.incrementAndGet();
        mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
        Run run = host.begun(name, trigger, Duration.ZERO);
        Run ended = run;
        try {
            if (recording) {
                log.begin(run);
            }
            begun.add(run);
            work.accept(stop);
            ended = run.ended(host.get().now(), RunOutcome.SUCCEEDED, null, null, RunCounts.NONE);
        } finally {
            inside.decrementAndGet();
            if (ended.equals(run)) {
                ended = run.ended(host.get().now(), RunOutcome.FAILED, "internal-error", null, RunCounts.NONE);
            }
            if (recording) {
                log.finish(ended);
            }
        }
        return Optional.of(ended);
    }
}
