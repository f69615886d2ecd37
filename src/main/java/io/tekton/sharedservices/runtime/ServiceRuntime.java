package io.tekton.sharedservices.runtime;

import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.config.Warnings;
import io.tekton.sharedservices.schedule.JobScheduler;
import io.tekton.sharedservices.schedule.ScheduleListener;
import io.tekton.sharedservices.schedule.ScheduledJob;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Scheduler, jobs and retention over an open store: one lifecycle, which the daemon adds its doors to and the embedded
 * services start as it is. It begins with {@link #create}, runs what is due from {@link #start} on, and ends with
 * {@link #end}; the store is closed after that, with its context. Thread-safe.
 */
public final class ServiceRuntime {
    private final RuntimeContext context;
    private final JobScheduler scheduler;
    private final List<Job> jobs;
    private final Warnings warnings;
    private final UnaryOperator<ScheduledJob> decoration;
    private final @Nullable DailyPurge purge;
    private volatile ServiceSettings inForce;

    private ServiceRuntime(
            RuntimeContext context,
            ServiceSettings settings,
            JobScheduler scheduler,
            List<Job> jobs,
            Warnings warnings,
            UnaryOperator<ScheduledJob> decoration,
            @Nullable Duration firstPurge) {
        this.context = context;
        this.inForce = settings;
        this.scheduler = scheduler;
        this.jobs = List.copyOf(jobs);
        this.warnings = warnings;
        this.decoration = decoration;
        this.purge =
                firstPurge == null ? null : new DailyPurge(context, () -> inForce.retention(), warnings, firstPurge);
    }

    /** Makes the jobs of a process. */
    public interface JobFactory {
        /** The jobs, in the order in which people see them. */
        List<Job> make(RuntimeContext context, JobScheduler scheduler, ScheduleListener listener);
    }

    /**
     * What differs between the daemon and an embedded service.
     *
     * @param warnings gets what an operator should know
     * @param decoration what is done around each scheduled run
     * @param firstPurge how long after the start the daily purge begins, in a thread of its own; null for none
     */
    public record Options(
            JobFactory jobs,
            ScheduleListener listener,
            Warnings warnings,
            UnaryOperator<ScheduledJob> decoration,
            @Nullable Duration firstPurge) {}

    /**
     * Makes it; nothing runs before {@link #start}.
     *
     * @param context stays open until {@link #end} has returned
     * @throws io.tekton.sharedservices.schedule.ScheduleException if the triggers cannot be read
     */
    public static ServiceRuntime create(RuntimeContext context, ServiceSettings settings, Options options) {
        JobScheduler scheduler = JobScheduler.create(
                context.host(), context.store(), settings.engine(), context::moment, options.listener());
        return new ServiceRuntime(
                context,
                settings,
                scheduler,
                options.jobs().make(context, scheduler, options.listener()),
                options.warnings(),
                options.decoration(),
                options.firstPurge());
    }

    /**
     * These settings apply from now on.
     *
     * @throws io.tekton.sharedservices.schedule.ScheduleException if the triggers cannot be read or written
     */
    public void use(ServiceSettings settings) {
        inForce = settings;
        scheduler.use(scheduled());
        jobs.forEach(Job::checkNow);
    }

    private List<ScheduledJob> scheduled() {
        return jobs.stream()
                .flatMap(job -> job.use(inForce).stream())
                .map(decoration)
                .toList();
    }

    /**
     * Sets every trigger by the record and runs what is due.
     *
     * @throws io.tekton.sharedservices.schedule.ScheduleException if the triggers cannot be read or written
     */
    public void start() {
        scheduler.start(scheduled());
        jobs.forEach(Job::start);
        if (purge != null) {
            purge.start();
        }
    }

    /** To be called about twice a minute. */
    public void heartbeat() {
        jobs.forEach(job -> job.heartbeat(inForce, warnings));
    }

    public RuntimeContext context() {
        return context;
    }

    public JobScheduler scheduler() {
        return scheduler;
    }

    /** The jobs of this program, also those that the settings switch off. */
    public List<Job> jobs() {
        return jobs;
    }

    public Optional<Job> job(String name) {
        return jobs.stream()
                .filter(job -> job.description().name().equals(name))
                .findFirst();
    }

    /** @throws java.util.NoSuchElementException if this process has no such job */
    public <J extends Job> J job(Class<J> type) {
        return jobs.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    /** The jobs that the settings let exist, and those that only lack what they need. */
    public List<JobStatus> status() {
        List<io.tekton.sharedservices.schedule.JobStatus> running = scheduler.status();
        return jobs.stream()
                .flatMap(job -> running.stream()
                        .filter(status -> status.name().equals(job.description().name()))
                        .findFirst()
                        .map(status -> view(job, status))
                        .or(() -> lacking(job))
                        .stream())
                .toList();
    }

    private Optional<JobStatus> lacking(Job job) {
        JobDescription known = job.description();
        return known.section().apply(inForce).enabled() && known.lack().apply(inForce) != null
                ? Optional.of(known.idle(inForce, null, null))
                : Optional.empty();
    }

    private JobStatus view(Job job, io.tekton.sharedservices.schedule.JobStatus status) {
        var repair = status.lastRepair();
        return new JobStatus(
                status.name(),
                status.schedule(),
                true,
                JobStatus.Pause.of(status.pause()),
                context.reader().lastRun(status.name(), context.host()).orElse(null),
                status.nextDue(),
                null,
                repair == null ? null : new JobStatus.Repair(repair.at(), repair.why()),
                job.ticks());
    }

    /**
     * Begins no more runs, asks those that are on to stop, and waits for them. Nothing is interrupted.
     *
     * @param atMost for the runs
     * @return whether all ended in time
     */
    public boolean end(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        if (purge != null) {
            purge.close();
        }
        jobs.forEach(Job::close);
        return scheduler.close(Duration.ofNanos(deadline - System.nanoTime()));
    }
}
