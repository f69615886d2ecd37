package io.tekton.sharedservices.configsync.job;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.configsync.Deviation;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.configsync.SyncRequest;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.schedule.due.ClockReading;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A sync whose flag is a number: how often it was raised. A run that succeeds has seen all that were raised before it
 * began. Thread-safe.
 */
final class FakeSync implements SyncWork {
    private final Supplier<ClockReading> moments;
    private final AtomicInteger raised = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger runs = new AtomicInteger();
    final BlockingQueue<SyncRequest> requests = new LinkedBlockingQueue<>();

    volatile @Nullable String failure;
    volatile @Nullable String drift;
    volatile Deviation.Kind kind = Deviation.Kind.DRIFT;
    volatile boolean heldBack;
    volatile List<String> doubts = List.of();
    volatile Runnable during = () -> {};

    FakeSync(Supplier<ClockReading> moments) {
        this.moments = moments;
    }

    void raise() {
        raised.incrementAndGet();
    }

    @Override
    public boolean isCalledFor() {
        return served.get() < raised.get();
    }

    @Override
    public Object flag() {
        return raised.get();
    }

    @Override
    public Optional<ConfigDeviation> drift() {
        return Optional.ofNullable(drift).map(what -> new ConfigDeviation(kind, what));
    }

    @Override
    public SyncReport run(SyncRequest request, StopFlag stop) {
        int seen = raised.get();
        String why = failure;
        boolean held = heldBack;
        requests.add(request);
        during.run();
        ClockReading now = moments.get();
        Run begun = new Run(
                "sync-%04d".formatted(runs.incrementAndGet()),
                ConfigSync.JOB,
                "host-1",
                now.bootId(),
                now.uptime().toMillis(),
                request.trigger(),
                request.actor(),
                request.dryRun(),
                now.now(),
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
        if (held) {
            Run waiting = begun.ended(
                    now.now(), RunOutcome.SKIPPED, "waiting", "the registry lost 2 of the 2", RunCounts.NONE);
            return new SyncReport(waiting, null, List.of(), false);
        }
        if (why != null) {
            Run failed = begun.ended(now.now(), RunOutcome.FAILED, why, "it cannot be: " + why, RunCounts.NONE);
            return new SyncReport(failed, null, List.of(), true);
        }
        if (!request.dryRun()) {
            served.set(seen);
            drift = null;
        }
        Run run = begun.ended(now.now(), RunOutcome.SUCCEEDED, null, null, RunCounts.NONE);
        return new SyncReport(run, new SyncRecord(now.now(), "/a", List.of(), ""), doubts, true);
    }
}
