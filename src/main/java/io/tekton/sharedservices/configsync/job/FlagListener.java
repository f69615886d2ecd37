package io.tekton.sharedservices.configsync.job;

import io.tekton.sharedservices.concurrent.Backoff;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.configsync.file.SyncFailure;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.registry.RegistryReading;
import io.tekton.sharedservices.schedule.Attempt;
import io.tekton.sharedservices.schedule.JobScheduler;
import io.tekton.sharedservices.schedule.ScheduleListener;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Has the configuration sync run as soon as something was seen that may call for it. A signal during a run leads to
 * another run. What fails is tried again, ever more slowly, until the schedule takes over. Works in its own thread,
 * which is never interrupted.
 */
public final class FlagListener implements AutoCloseable {
    /** Who asks, on record. */
    public static final String ACTOR = "flag watch";

    /** How long to wait for a run in progress before checking again whether to close. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration LAST_RUN = Duration.ofSeconds(10);

    private final JobScheduler scheduler;
    private final ScheduleListener listener;
    private final Thread thread = new Thread(this::follow, "flag-follower");
    private final StopFlag stop = new StopFlag();
    private final Backoff backoff = new Backoff();
    private final BooleanSupplier isWorthAnotherTry;
    private Duration interval;

    private boolean signalled;
    private boolean closing;
    private long tryAgainAt;
    private boolean tryingAgain;
    private boolean watching;

    /**
     * A follower that has not begun.
     *
     * @param interval of the job's schedule
     * @param isWorthAnotherTry whether what held a sync back has changed; asked every second while one is held back
     */
    public FlagListener(
            JobScheduler scheduler, ScheduleListener listener, Duration interval, BooleanSupplier isWorthAnotherTry) {
        this.isWorthAnotherTry = isWorthAnotherTry;
        this.scheduler = scheduler;
        this.listener = listener;
        this.interval = interval;
    }

    /** Begins, with one check. */
    public void start() {
        signal();
        thread.setDaemon(true);
        thread.start();
    }

    /** Something was seen. Returns at once. */
    public synchronized void signal() {
        signalled = true;
        notifyAll();
    }

    public synchronized void interval(Duration newInterval) {
        interval = newInterval;
    }

    private void follow() {
        while (await()) {
            try {
                run();
            } catch (AuditException e) {
                listener.schedulingFailed(ConfigSync.JOB, e);
                failed();
            } catch (RuntimeException | Error e) {
                // it ended that run, and must not end this thread
                listener.runFailed(ConfigSync.JOB, e);
                failed();
            }
        }
    }

    /** @return false when this is closed */
    private synchronized boolean await() {
        while (!closing && !signalled) {
            long left = tryingAgain ? (tryAgainAt - System.nanoTime() + 999_999) / 1_000_000 : Long.MAX_VALUE;
            if (left <= 0) {
                break;
            }
            if (watching && isWorthAnotherTry.getAsBoolean()) {
                break;
            }
            try {
                wait(watching ? Math.min(left, LOOK.toMillis()) : tryingAgain ? left : 0);
            } catch (InterruptedException e) {
                // nobody here interrupts; any caller that does wants what closing would do
                continue;
            }
        }
        signalled = false;
        tryingAgain = false;
        return !closing;
    }

    private void run() {
        Attempt<Optional<Run>> attempt = scheduler.trigger(ConfigSync.JOB, Trigger.FLAG, ACTOR, stop);
        if (attempt instanceof Attempt.Busy<Optional<Run>>) {
            // It may have checked before the event that we were notified of: once it is over, we check.
            scheduler.awaitFree(ConfigSync.JOB, LOOK);
            signal();
        } else if (attempt instanceof Attempt.Ran<Optional<Run>> ran) {
            Optional<Run> run = ran.result();
            watching(run.map(Run::reason)
                    .filter(reason -> reason.equals(SyncFailure.WAITING) || reason.equals(RegistryReading.COLLAPSED))
                    .isPresent());
            RunOutcome outcome = run.map(Run::outcome).orElse(RunOutcome.SKIPPED);
            if (outcome == RunOutcome.FAILED || outcome == RunOutcome.REFUSED) {
                failed();
                return;
            }
            backoff.afterSuccess();
            if (outcome == RunOutcome.SUCCEEDED) {
                // events during the run, even if nobody was notified of them
                signal();
            }
        }
        // Paused, switched off or closing: the flag stays, and resuming the job signals.
    }

    private synchronized void watching(boolean heldBack) {
        watching = heldBack;
    }

    private synchronized void failed() {
        backoff.afterFailure(interval).ifPresent(wait -> {
            tryingAgain = true;
            tryAgainAt = System.nanoTime() + wait.toNanos();
        });
    }

    /** Begins nothing more, and asks a run in progress to stop; returns at once. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        stop.raise();
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(LAST_RUN.toMillis());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
