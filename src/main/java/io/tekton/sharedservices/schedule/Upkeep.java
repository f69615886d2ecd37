package io.tekton.sharedservices.schedule;

import io.tekton.sharedservices.audit.Pause;
import io.tekton.sharedservices.audit.TriggerRepair;
import io.tekton.sharedservices.store.SqlPausedJobs;
import io.tekton.sharedservices.store.SqlTriggerRepairs;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.quartz.SchedulerException;

/** Keeps every job's trigger as the record wants it, by difference. Thread-safe. */
final class Upkeep {
    /** In this many looks in a row a trigger must have been late before it is taken for stuck: once may be a host that just woke up. */
    private static final int LOOKS_UNTIL_STUCK = 2;

    private final Triggers triggers;
    private final SqlPausedJobs pauses;
    private final SqlTriggerRepairs repairs;
    private final Supplier<Moment> moments;
    private final ScheduleListener listener;

    Upkeep(
            Triggers triggers,
            SqlPausedJobs pauses,
            SqlTriggerRepairs repairs,
            Supplier<Moment> moments,
            ScheduleListener listener) {
        this.triggers = triggers;
        this.pauses = pauses;
        this.repairs = repairs;
        this.moments = moments;
        this.listener = listener;
    }

    /** Sets the trigger after something has changed; the end of a run that is on does it then. What goes wrong is told to the listener. */
    void reconcile(Lane lane) {
        keep(lane, false);
    }

    /**
     * Looks whether the trigger is still as it should be, repairs it if not, and puts that on record.
     *
     * @return whether that could be told
     */
    boolean look(Lane lane) {
        return keep(lane, true);
    }

    private boolean keep(Lane lane, boolean looking) {
        try {
            synchronized (lane.setting()) {
                ScheduledJob job = lane.job().orElse(null);
                if (job != null && lane.running().isEmpty()) {
                    keep(lane, job, looking);
                }
            }
            return true;
        } catch (SchedulerException | RuntimeException e) {
            listener.schedulingFailed(lane.name(), e);
            return false;
        }
    }

    private void keep(Lane lane, ScheduledJob job, boolean looking) throws SchedulerException {
        StoredTrigger stored = triggers.find(lane.name()).orElse(null);
        Moment moment = moments.get();
        Instant at = due(lane, job, moment);
        StoredTrigger.Step step = StoredTrigger.step(stored, at, moment.now());
        boolean late = step == StoredTrigger.Step.LATE || step == StoredTrigger.Step.FIRED;
        if (!late) {
            lane.inTime();
        }
        switch (step) {
            case LEAVE -> {}
            case REMOVE -> triggers.remove(lane.name());
            case SET -> set(lane, at, looking && stored == null ? "it was missing" : null);
            case REPAIR -> set(lane, at, "its state in the store kept it from firing");
            case LATE, FIRED -> {
                if (looking && lane.late() >= LOOKS_UNTIL_STUCK) {
                    set(lane, at, "its time had passed and no run began");
                } else if (!looking && step == StoredTrigger.Step.FIRED) {
                    set(lane, at, null);
                }
            }
        }
    }

    /** Never, while the job is paused. */
    private Instant due(Lane lane, ScheduledJob job, Moment moment) {
        Optional<Pause> pause = pauses.of(lane.name());
        return pause.isPresent() ? Due.NEVER : lane.rested(job.due(moment).at(), moment.now());
    }

    /** @param wrong what was wrong with it; null where nothing was */
    private void set(Lane lane, Instant at, @Nullable String wrong) throws SchedulerException {
        triggers.set(lane.name(), at);
        if (wrong != null) {
            listener.triggerRepaired(lane.name(), wrong);
            repairs.add(new TriggerRepair(lane.name(), moments.get().now(), wrong));
        }
    }
}
