package io.tekton.sharedservices.schedule;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.journal.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One job's way through the scheduler: at most one run is active at a time, whatever started it. Thread-safe. */
final class JobSlot {
    /** How long a job rests after a run that changed nothing on record, such as a run that could not be recorded. */
    static final Duration REST = Duration.ofSeconds(60);

    /** A run that is on. */
    record Running(Instant since, Trigger trigger, StopFlag stop) {}

    private final String name;
    private final Object setting = new Object();
    private @Nullable ScheduledJob job;
    private @Nullable Running running;
    private @Nullable Instant restUntil;
    private int lateRounds;

    JobSlot(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Whose monitor one needs to set the job's trigger; it may be held during a run, as the lane's own is not. */
    Object setting() {
        return setting;
    }

    /** Empty for a job that was taken away while a run of it was on. */
    synchronized Optional<ScheduledJob> job() {
        return Optional.ofNullable(job);
    }

    synchronized void serve(@Nullable ScheduledJob newJob) {
        job = newJob;
    }

    /** @return whether the run may begin; it must {@link #leave} then */
    synchronized boolean enter(Running run) {
        if (running != null) {
            return false;
        }
        running = run;
        lateRounds = 0;
        return true;
    }

    synchronized void leave() {
        running = null;
        lateRounds = 0;
        notifyAll();
    }

    synchronized Optional<Running> running() {
        return Optional.ofNullable(running);
    }

    /** @return whether no run is on */
    synchronized boolean awaitFree(Duration atMost) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + atMost.toNanos();
        while (running != null) {
            long left = (deadline - System.nanoTime() + 999_999) / 1_000_000;
            if (left <= 0) {
                break;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return running == null;
    }

    synchronized void rest(Instant now) {
        restUntil = now.plus(REST);
    }

    synchronized void restNoMore() {
        restUntil = null;
    }

    /** Not before the rest is over; a clock that was set back does not prolong it. */
    synchronized Instant rested(Instant due, Instant now) {
        Instant until = restUntil;
        if (until == null || !until.isAfter(now) || until.isAfter(now.plus(REST))) {
            return due;
        }
        return until.isBefore(due) ? due : until;
    }

    /** @return in how many consecutive checks the job was late, this one included; 0 if a run has just begun */
    synchronized int late() {
        return running == null ? ++lateRounds : 0;
    }

    synchronized void inTime() {
        lateRounds = 0;
    }

    synchronized boolean isLate() {
        return lateRounds > 0;
    }
}
