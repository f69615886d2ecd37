package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.Health;
import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.api.JobOffException;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.RegistryStatus;
import io.tekton.sharedservices.api.ReloadAnswer;
import io.tekton.sharedservices.api.Services;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.api.SyncOrder;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.configsync.SyncRequest;
import io.tekton.sharedservices.doctor.OtherRegistries;
import io.tekton.sharedservices.journal.Intervention.Action;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.runtime.DisabledJobs;
import io.tekton.sharedservices.runtime.FollowedSync;
import io.tekton.sharedservices.runtime.ManualCleanups;
import io.tekton.sharedservices.runtime.ServiceRuntime;
import io.tekton.sharedservices.runtime.StoreRecords;
import io.tekton.sharedservices.runtime.TriggeredCleanup;
import io.tekton.sharedservices.schedule.JobScheduler;
import io.tekton.sharedservices.store.record.PurgeReport;
import io.tekton.sharedservices.text.Causes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the running daemon answers: the scheduler, the store and the settings in force behind one door. */
final class DaemonServices extends StoreRecords implements Services {
    private final JobScheduler scheduler;
    private final LiveSettings settings;
    private final DaemonState state;
    private final FollowedSync sync;
    private final RecordedActions actions;

    DaemonServices(
            ServiceRuntime parts,
            JobScheduler scheduler,
            LiveSettings settings,
            DaemonState state,
            FollowedSync sync,
            RecordedActions actions) {
        super(parts);
        this.actions = actions;
        this.scheduler = scheduler;
        this.settings = settings;
        this.state = state;
        this.sync = sync;
    }

    @Override
    public Health health() {
        return state.health();
    }

    @Override
    public Status status() {
        List<JobStatus> jobs = jobs();
        List<String> warnings = new ArrayList<>(state.warnings().all());
        for (JobStatus job : jobs) {
            warnings.addAll(job.name().equals(ConfigSync.JOB) ? sync.warnings() : warnings(job));
        }
        scheduler.status().stream()
                .filter(io.tekton.sharedservices.schedule.JobStatus::overdue)
                .forEach(job -> warnings.add(job.name() + " is overdue"));
        warnings.addAll(new OtherRegistries(settings.now().registry(), parts.places()).warnings());
        warnings.addAll(parts.cleanupWarnings(settings.now()));
        RegistryStatus registry = state.registry();
        if (registry != null && !registry.readable()) {
            warnings.add("the registry cannot be relied on (" + registry.reason() + "): " + registry.message());
        }
        return new Status(state.daemon(), jobs, registry, parts.store().facts(), warnings);
    }

    /** Of the last scheduled run, and of the last run: a live manual run does not hide a refused scheduled run. */
    private List<String> warnings(JobStatus job) {
        Set<String> warnings = new LinkedHashSet<>();
        parts.reader().lastScheduledRun(job.name(), parts.host()).ifPresent(run -> warnings.addAll(warnings(run)));
        if (job.lastRun() != null) {
            warnings.addAll(warnings(job.lastRun()));
        }
        return List.copyOf(warnings);
    }

    private List<String> warnings(Run run) {
        List<String> warnings = new ArrayList<>();
        if (run.outcome() == RunOutcome.REFUSED || run.outcome() == RunOutcome.FAILED) {
            warnings.add("run " + run.id() + " of " + run.job() + " was " + run.outcome() + ", " + run.reason()
                    + (run.repeats() == 0 ? "" : ", " + (run.repeats() + 1) + " times in a row") + ": "
                    + run.message());
        }
        int threshold = settings.now().cleanup().alertThreshold();
        if (run.counts().orphans() > threshold) {
            warnings.add("run " + run.id() + " of " + run.job() + " found "
                    + run.counts().orphans() + " orphans, more than " + threshold);
        }
        return warnings;
    }

    @Override
    public List<JobStatus> jobs() {
        List<JobStatus> jobs = new ArrayList<>();
        scheduler.status().stream().map(this::view).forEach(jobs::add);
        ServiceSettings now = settings.now();
        if (now.syncJob().enabled() && now.sync().configFile().isEmpty()) {
            jobs.add(DisabledJobs.sync(now));
        }
        // the cleanup first, as everywhere
        jobs.sort(Comparator.comparing(job -> !job.name().equals(OrphanCleanup.JOB)));
        return jobs;
    }

    private JobStatus view(io.tekton.sharedservices.schedule.JobStatus job) {
        var repair = job.lastRepair();
        return new JobStatus(
                job.name(),
                job.schedule(),
                true,
                JobStatus.Pause.of(job.pause()),
                parts.reader().lastRun(job.name(), parts.host()).orElse(null),
                job.nextDue(),
                null,
                repair == null ? null : new JobStatus.Repair(repair.at(), repair.why()),
                job.name().equals(ConfigSync.JOB) ? sync.ticks() : null);
    }

    @Override
    public JobAnswer trigger(String job, boolean force, String actor) {
        return trigger(job, force, null, actor);
    }

    @Override
    public JobAnswer trigger(String job, boolean force, @Nullable String reason, String actor) {
        return recorded(Action.TRIGGER, job, reason, actor, () -> triggerNow(job, force, actor));
    }

    private JobAnswer recorded(
            Action action, String job, @Nullable String reason, String actor, Supplier<JobAnswer> work) {
        return done(job) instanceof JobAnswer.NoSuchJob none ? none : actions.of(action, job, reason, actor, work);
    }

    private JobAnswer triggerNow(String job, boolean force, String actor) {
        if (job.equals(ConfigSync.JOB)) {
            return triggerSync(actor);
        }
        if (!job.equals(OrphanCleanup.JOB)) {
            return unknown();
        }
        ServiceSettings now = settings.now();
        CleanupRequest usual =
                CleanupRequest.manual(now.cleanup(), actor, now.cleanup().dryRun());
        CleanupRequest request = new CleanupRequest(
                Trigger.MANUAL,
                actor,
                usual.dryRun(),
                usual.minAge(),
                usual.grace(),
                usual.confirmAfter(),
                usual.maxTerminations(),
                force,
                usual.inService(),
                false);
        return new TriggeredCleanup(listener ->
                        run(request, Set.of(), new StopFlag(), listener).run())
                .begin()
                .<JobAnswer>map(refused -> refused)
                .orElseGet(() -> done(job));
    }

    /**
     * Runs without a flag too: any user who triggers a job wants it to run. It has ended when this returns, since it
     * takes little time.
     */
    private JobAnswer triggerSync(String actor) {
        boolean dry = settings.now().sync().dryRun();
        Run run;
        try {
            run = sync.run(new SyncRequest(Trigger.MANUAL, actor, dry, true), new StopFlag())
                    .run();
        } catch (JobOffException e) {
            return new JobAnswer.Refused("off", Causes.of(e));
        }
        return TriggeredCleanup.refusal(run).<JobAnswer>map(refused -> refused).orElseGet(() -> done(ConfigSync.JOB));
    }

    private JobAnswer done(String job) {
        return jobs().stream()
                .filter(status -> status.name().equals(job))
                .findFirst()
                .<JobAnswer>map(JobAnswer.Done::new)
                .orElseGet(this::unknown);
    }

    private JobAnswer unknown() {
        return new JobAnswer.NoSuchJob(jobs().stream().map(JobStatus::name).toList());
    }

    @Override
    public JobAnswer pause(String job, @Nullable String reason, String actor) {
        return recorded(
                Action.PAUSE,
                job,
                reason,
                actor,
                () -> scheduler.pause(job, Objects.requireNonNullElse(reason, ""), actor) ? done(job) : unknown());
    }

    @Override
    public JobAnswer resume(String job, String actor) {
        return recorded(Action.RESUME, job, null, actor, () -> resumeNow(job));
    }

    private JobAnswer resumeNow(String job) {
        if (!scheduler.resume(job)) {
            return unknown();
        }
        if (job.equals(ConfigSync.JOB)) {
            sync.checkNow();
        }
        return done(job);
    }

    @Override
    public ReloadAnswer reload(String actor) {
        return settings.reload(actor);
    }

    @Override
    public CleanupReport cleanup(CleanupOrder order, StopFlag stop, CleanupListener listener) {
        ServiceSettings now = settings.now();
        order.asker().mustAgreeWith(now.all(), ClientContext.OF_ONE_RUN);
        return run(order.under(now.cleanup()), order.asker().pids(), stop, listener);
    }

    @Override
    public SyncReport sync(SyncOrder order) {
        ServiceSettings now = settings.now();
        order.asker().mustAgreeWith(now.all(), ClientContext.OF_ONE_SYNC);
        return order.undo()
                ? sync.undo(order.undoUnder(now.sync()), new StopFlag())
                : sync.run(order.under(now.sync()), new StopFlag());
    }

    /** A manual run, in turn with the scheduled ones. */
    private CleanupReport run(CleanupRequest request, Set<Integer> askers, StopFlag stop, CleanupListener listener) {
        Set<Integer> untouchable = new HashSet<>(askers);
        untouchable.add(ServiceRuntime.self());
        state.mayWait(request.grace());
        try {
            return new ManualCleanups(scheduler)
                    .run(parts.cleanup(settings.now()), request, untouchable, stop, listener);
        } finally {
            state.waitsNoMore(request.grace());
        }
    }

    @Override
    public Explanation.Answer explain(int pid, ClientContext asker) {
        ServiceSettings now = settings.now();
        asker.mustAgreeWith(now.all(), ClientContext.NOT_EXPLAINED);
        Set<Integer> untouchable = new HashSet<>(asker.pids());
        untouchable.add(ServiceRuntime.self());
        return parts.explainer(now).explain(pid, untouchable);
    }

    @Override
    public void agree(ClientContext asker) {
        asker.mustAgreeWith(settings.now().all());
    }

    @Override
    public PurgeReport purge(String actor, ClientContext asker) {
        ServiceSettings now = settings.now();
        asker.mustAgreeWith(now.all());
        return parts.purge(now.retention(), actor, () -> true);
    }
}
