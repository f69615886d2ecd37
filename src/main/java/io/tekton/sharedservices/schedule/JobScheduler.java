package io.tekton.sharedservices.schedule;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.Pause;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.AuditReader;
import io.tekton.sharedservices.schedule.due.ClockReading;
import io.tekton.sharedservices.schedule.due.NextRun;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.record.SqlPausedJobs;
import io.tekton.sharedservices.store.record.SqlTriggerRepairs;
import io.tekton.sharedservices.text.Causes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.quartz.SchedulerException;

/**
 * Runs jobs when they are due. Quartz fires; the record decides: a firing does nothing if the job is not due, paused or
 * already running. Each job has one persistent trigger for one firing. The trigger is set again if it differs from the
 * record: after every run, when settings change, and in a check every half minute. That check also finds triggers that
 * will not fire any more.
 *
 * <p>A job's runs never overlap, manual ones included; jobs do not wait for each other. Threads are never interrupted.
 * Thread-safe.
 */
public final class JobScheduler {
    /** Who asks for a run that begins by schedule, on record. */
    public static final String ACTOR = "scheduler";

    /** What Quartz needs to end when no run is on. */
    private static final Duration QUARTZ_ALONE = Duration.ofSeconds(2);

    private final String host;
    private final AuditReader history;
    private final SqlPausedJobs pauses;
    private final SqlTriggerRepairs repairs;
    private final Supplier<ClockReading> moments;
    private final ScheduleListener listener;
    private final Engine engine;
    private final Triggers triggers;
    private final TriggerReconciler upkeep;
    private final Watch watch = new Watch(this::check);
    private final AtomicLong checks = new AtomicLong();
    private final Map<String, JobSlot> lanes = new ConcurrentSkipListMap<>();
    private volatile boolean closing;

    private JobScheduler(
            String host,
            Store store,
            EngineSettings settings,
            Supplier<ClockReading> moments,
            ScheduleListener listener)
            throws SchedulerException {
        this.host = host;
        this.history = store.auditReader();
        String bootId = moments.get().bootId();
        this.pauses = store.pausedJobs(host, bootId);
        this.repairs = store.triggerRepairs(host, bootId);
        this.moments = moments;
        this.listener = listener;
        this.engine = Engine.create(settings, host, store.schedulerConnections(), this::fired);
        this.triggers = engine.triggers();
        this.upkeep = new TriggerReconciler(triggers, pauses, repairs, moments, listener);
    }

    /**
     * Makes a scheduler; nothing runs before {@link #start}.
     *
     * @param store stays open until {@link #close} has returned; runs left open by a crash have been settled
     * @param moments the host's clocks
     * @throws ScheduleException if the triggers cannot be read
     */
    public static JobScheduler create(
            String host,
            Store store,
            EngineSettings settings,
            Supplier<ClockReading> moments,
            ScheduleListener listener) {
        try {
            return new JobScheduler(host, store, settings, moments, listener);
        } catch (SchedulerException e) {
            throw new ScheduleException("the scheduler cannot be made: " + Causes.of(e), e);
        }
    }

    /**
     * Sets every trigger by the record and begins to fire.
     *
     * @throws ScheduleException if the triggers cannot be read or written
     */
    public void start(Collection<? extends ScheduledJob> jobs) {
        use(jobs);
        try {
            engine.start();
        } catch (SchedulerException e) {
            throw new ScheduleException("the scheduler cannot start: " + Causes.of(e), e);
        }
        watch.start();
    }

    /**
     * From now on these jobs are run, and no others. A run that is on goes on as it began. Due times follow from the
     * last run and the new schedule; a trigger that is right already is left alone.
     *
     * @throws ScheduleException if the triggers cannot be read or written
     */
    public synchronized void use(Collection<? extends ScheduledJob> jobs) {
        Map<String, ScheduledJob> wanted = jobs.stream().collect(Collectors.toMap(ScheduledJob::name, job -> job));
        try {
            for (String known : triggers.jobs()) {
                if (!wanted.containsKey(known)) {
                    triggers.removeJob(known);
                }
            }
            for (String name : wanted.keySet()) {
                triggers.addJob(name);
            }
        } catch (SchedulerException e) {
            throw new ScheduleException("the triggers in the store cannot be set: " + Causes.of(e), e);
        }
        wanted.keySet().forEach(name -> lanes.computeIfAbsent(name, JobSlot::new));
        lanes.forEach((name, lane) -> lane.serve(wanted.get(name)));
        lanes.values().forEach(this::reconcile);
    }

    /** A trigger has fired: in a thread of Quartz. */
    void fired(String name) {
        JobSlot lane = lanes.get(name);
        if (lane != null) {
            runIfDue(lane);
        }
    }

    private void runIfDue(JobSlot lane) {
        JobSlot.Running running = new JobSlot.Running(moments.get().now(), Trigger.SCHEDULE, new StopFlag());
        if (!lane.enter(running)) {
            // the run that is on sets the trigger when it ends
            return;
        }
        try {
            ScheduledJob job = lane.job().orElse(null);
            if (closing || job == null || pauseOf(lane).isPresent()) {
                return;
            }
            ClockReading moment = moments.get();
            NextRun due = job.due(moment);
            if (!due.isNow(moment) || lane.rested(moment.now(), moment.now()).isAfter(moment.now())) {
                return;
            }
            run(lane, job, due.trigger(), running.stop());
        } catch (RuntimeException e) {
            // without its history nothing runs
            listener.schedulingFailed(lane.name(), e);
        } finally {
            leave(lane);
        }
    }

    private void run(JobSlot lane, ScheduledJob job, Trigger trigger, StopFlag stop) {
        try {
            job.run(trigger, ACTOR, stop);
        } catch (RuntimeException | Error e) {
            // whatever it is, it ends this run and nothing else
            listener.runFailed(lane.name(), e);
        }
        ClockReading after = moments.get();
        if (job.due(after).isNow(after)) {
            lane.rest(after.now());
        } else {
            lane.restNoMore();
        }
    }

    /**
     * Runs a job now, in this thread, unless a run of it is on or it is paused.
     *
     * @throws AuditException if it cannot be read whether the job is paused
     */
    public Attempt<Optional<Run>> trigger(String name, Trigger trigger, String actor, StopFlag stop) {
        ScheduledJob job = serving(name).flatMap(JobSlot::job).orElse(null);
        return job == null
                ? new Attempt.Unknown<>()
                : attempt(name, trigger, stop, false, () -> job.run(trigger, actor, stop));
    }

    /**
     * Does work as a run of a job, in this thread: while it is on no other run of that job begins. What it throws is
     * thrown here.
     *
     * @param stop raised when the scheduler shuts down
     * @param alsoPaused whether it may run while the job is paused, as a dry run may
     * @throws AuditException if it cannot be read whether the job is paused
     */
    public <T> Attempt<T> attempt(String name, Trigger trigger, StopFlag stop, boolean alsoPaused, Supplier<T> work) {
        JobSlot lane = serving(name).orElse(null);
        if (lane == null) {
            return new Attempt.Unknown<>();
        }
        Optional<Pause> pause = alsoPaused ? Optional.empty() : pauseOf(lane);
        if (pause.isPresent()) {
            return new Attempt.Paused<>(pause.get());
        }
        JobSlot.Running running = new JobSlot.Running(moments.get().now(), trigger, stop);
        if (!lane.enter(running)) {
            return new Attempt.Busy<>(lane.running().map(JobSlot.Running::since).orElse(running.since()));
        }
        try {
            return closing ? new Attempt.Closing<>() : new Attempt.Ran<>(work.get());
        } finally {
            leave(lane);
        }
    }

    /**
     * Waits until no run of a job is on, which may be over at once: another can begin before this returns.
     *
     * @return whether there was such a moment in time
     */
    public boolean awaitFree(String name, Duration atMost) {
        JobSlot lane = lanes.get(name);
        return lane == null || lane.awaitFree(atMost);
    }

    /**
     * Keeps a job from running by schedule until it is resumed, across restarts. A run that is on goes on.
     *
     * @return whether there is such a job
     * @throws AuditException if it could not be recorded
     */
    public boolean pause(String name, String reason, String actor) {
        return change(
                name,
                () -> pauses.pause(
                        new Pause(name, host, reason, actor, moments.get().now())));
    }

    /**
     * Lets a job run again. What it missed is caught up with one run.
     *
     * @return whether there is such a job
     * @throws AuditException if it could not be recorded
     */
    public boolean resume(String name) {
        return change(name, () -> pauses.resume(name, moments.get().now()));
    }

    private boolean change(String name, Runnable pausing) {
        Optional<JobSlot> lane = serving(name);
        if (lane.isPresent()) {
            pausing.run();
            reconcile(lane.get());
        }
        return lane.isPresent();
    }

    private Optional<JobSlot> serving(String name) {
        return Optional.ofNullable(lanes.get(name)).filter(lane -> lane.job().isPresent());
    }

    private Optional<Pause> pauseOf(JobSlot lane) {
        return pauses.of(lane.name());
    }

    /** @throws AuditException if the history cannot be read */
    public List<JobStatus> status() {
        return lanes.values().stream()
                .flatMap(lane -> lane.job().map(job -> status(lane, job)).stream())
                .toList();
    }

    private JobStatus status(JobSlot lane, ScheduledJob job) {
        ClockReading moment = moments.get();
        Pause pause = pauseOf(lane).orElse(null);
        Run last = history.newestRun(lane.name(), host).orElse(null);
        Instant due = pause == null ? lane.rested(job.due(moment).at(), moment.now()) : NextRun.NEVER;
        return new JobStatus(
                lane.name(),
                job.schedule().text(),
                pause,
                last,
                due.equals(NextRun.NEVER) ? null : due,
                lane.running().map(JobSlot.Running::since).orElse(null),
                repairs.last(lane.name()).orElse(null),
                lane.isLate());
    }

    /**
     * How many checks of all triggers have succeeded so far. The number grows every half minute while scheduler and
     * store work.
     */
    public long checks() {
        return checks.get();
    }

    /** Checks every trigger; a trigger that will not fire any more is set again. */
    void check() {
        boolean well = true;
        for (JobSlot lane : lanes.values()) {
            well &= !closing && upkeep.check(lane);
        }
        if (well) {
            checks.incrementAndGet();
        }
    }

    private void reconcile(JobSlot lane) {
        // the next start sets all of them
        if (!closing) {
            upkeep.reconcile(lane);
        }
    }

    /** A check in between would treat the trigger as lost. */
    private void leave(JobSlot lane) {
        synchronized (lane.setting()) {
            lane.leave();
            reconcile(lane);
        }
    }

    /**
     * Starts no more runs, asks active runs to stop, waits for them and shuts Quartz down. Nothing is interrupted.
     * Close the store after this.
     *
     * @param atMost for the runs; Quartz itself gets 2 s at least
     * @return whether all ended in time
     */
    public boolean close(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        closing = true;
        watch.end();
        lanes.values()
                .forEach(lane -> lane.running().ifPresent(run -> run.stop().raise()));
        boolean free = true;
        for (JobSlot lane : lanes.values()) {
            free &= lane.awaitFree(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        return engine.shutDown(left.compareTo(QUARTZ_ALONE) > 0 ? left : QUARTZ_ALONE) && free;
    }
}
