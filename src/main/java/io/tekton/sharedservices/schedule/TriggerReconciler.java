package io.tekton.sharedservices.schedule;

import io.tekton.sharedservices.journal.Pause;
import io.tekton.sharedservices.journal.TriggerRepair;
import io.tekton.sharedservices.schedule.due.ClockReading;
import io.tekton.sharedservices.schedule.due.NextRun;
import io.tekton.sharedservices.schedule.due.StoredTrigger;
import io.tekton.sharedservices.store.record.SqlPausedJobs;
import io.tekton.sharedservices.store.record.SqlTriggerRepairs;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.quartz.SchedulerException;

/** Keeps every job's trigger as the record wants it, by difference. Thread-safe. */
final class TriggerReconciler {
    /**
     * In this many consecutive checks a trigger must be late before it is treated as stuck: once may be a host that
     * just woke up.
     */
    private static final int CHECKS_UNTIL_STUCK = 2;

    private final Triggers triggers;
    private final SqlPausedJobs pauses;
    private final SqlTriggerRepairs repairs;
    private final Supplier<ClockReading> moments;
    private final ScheduleListener listener;

    TriggerReconciler(
            Triggers triggers,
            SqlPausedJobs pauses,
            SqlTriggerRepairs repairs,
            Supplier<ClockReading> moments,
            ScheduleListener listener) {
        this.triggers = triggers;
        this.pauses = pauses;
        this.repairs = repairs;
        this.moments = moments;
        this.listener = listener;
    }

    /**
     * Sets the trigger after a change. If a run is active, its end sets the trigger instead. Failures are reported to
     * the listener.
     */
    void reconcile(JobSlot lane) {
        keep(lane, false);
    }

    /**
     * Checks whether the trigger is still as it should be, repairs it if not, and records the repair.
     *
     * @return whether that could be checked
     */
    boolean check(JobSlot lane) {
        return keep(lane, true);
    }

    private boolean keep(JobSlot lane, boolean checking) {
        try {
            synchronized (lane.setting()) {
                ScheduledJob job = lane.job().orElse(null);
                if (job != null && lane.running().isEmpty()) {
                    keep(lane, job, checking);
                }
            }
            return true;
        } catch (SchedulerException | RuntimeException e) {
            listener.schedulingFailed(lane.name(), e);
            return false;
        }
    }

    private void keep(JobSlot lane, ScheduledJob job, boolean checking) throws SchedulerException {
        StoredTrigger stored = triggers.find(lane.name()).orElse(null);
        ClockReading moment = moments.get();
        Instant at = due(lane, job, moment);
        StoredTrigger.Step step = StoredTrigger.step(stored, at, moment.now());
        boolean late = step == StoredTrigger.Step.LATE || step == StoredTrigger.Step.FIRED;
        if (!late) {
            lane.inTime();
        }
        switch (step) {
            case LEAVE -> {}
            case REMOVE -> triggers.remove(lane.name());
            case SET -> set(lane, at, checking && stored == null ? "it was missing" : null);
            case REPAIR -> set(lane, at, "its state in the store kept it from firing");
            case LATE, FIRED -> {
                if (checking && lane.late() >= CHECKS_UNTIL_STUCK) {
                    set(lane, at, "its time had passed and no run began");
                } else if (!checking && step == StoredTrigger.Step.FIRED) {
                    set(lane, at, null);
                }
            }
        }
    }

    /** Never, while the job is paused. */
    private Instant due(JobSlot lane, ScheduledJob job, ClockReading moment) {
        Optional<Pause> pause = pauses.of(lane.name());
        return pause.isPresent() ? NextRun.NEVER : lane.rested(job.due(moment).at(), moment.now());
    }

    /** @param wrong what was wrong with it; null where nothing was */
    private void set(JobSlot lane, Instant at, @Nullable String wrong) throws SchedulerException {
        triggers.set(lane.name(), at);
        if (wrong != null) {
            listener.triggerRepaired(lane.name(), wrong);
            repairs.add(new TriggerRepair(lane.name(), moments.get().now(), wrong));
        }
    }
}
