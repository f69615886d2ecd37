package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.Health;
import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.RegistryStatus;
import io.tekton.sharedservices.api.ReloadAnswer;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.api.SyncOrder;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.job.CleanupJob;
import io.tekton.sharedservices.cleanup.survey.Suspects;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.configsync.job.SyncJob;
import io.tekton.sharedservices.doctor.OtherRegistries;
import io.tekton.sharedservices.journal.Intervention.Action;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.leftover.job.LeftoverJob;
import io.tekton.sharedservices.leftover.rule.LeftoverSettings;
import io.tekton.sharedservices.runtime.Job;
import io.tekton.sharedservices.runtime.Refusal;
import io.tekton.sharedservices.runtime.ServiceRuntime;
import io.tekton.sharedservices.schedule.Attempt;
import io.tekton.sharedservices.services.LocalServices;
import io.tekton.sharedservices.store.record.PurgeReport;
import io.tekton.sharedservices.store.sql.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the running daemon answers: as any process that holds the store, but in turn with its scheduled runs. */
final class DaemonServices extends LocalServices {
    private final ServiceRuntime runtime;
    private final CleanupJob cleanup;
    private final SyncJob sync;
    private final LiveSettings settings;
    private final DaemonState state;
    private final FleetMember fleet;
    private final RecordedActions actions;

    DaemonServices(
            ServiceRuntime runtime,
            LiveSettings settings,
            DaemonState state,
            FleetMember fleet,
            RecordedActions actions) {
        super(runtime.context(), settings::now);
        this.runtime = runtime;
        this.cleanup = runtime.job(CleanupJob.class);
        this.sync = runtime.job(SyncJob.class);
        this.settings = settings;
        this.state = state;
        this.fleet = fleet;
        this.actions = actions;
    }

    @Override
    public Health health() {
        return state.health();
    }

    @Override
    public Status status() {
        List<String> warnings = new ArrayList<>(state.warnings().all());
        runtime.jobs().forEach(job -> warnings.addAll(job.warnings(settings())));
        runtime.scheduler().status().stream()
                .filter(io.tekton.sharedservices.schedule.JobStatus::overdue)
                .forEach(job -> warnings.add(JobStatus.overdueWarning(job.name())));
        warnings.addAll(new OtherRegistries(settings().registry(), context.places()).warnings());
        RegistryStatus registry = state.registry();
        if (registry != null && !registry.readable()) {
            warnings.add("the registry cannot be relied on (" + registry.reason() + "): " + registry.message());
        }
        return new Status(
                state.daemon(),
                jobs(),
                registry,
                context.store().facts(),
                fleet.status().orElse(null),
                warnings);
    }

    @Override
    public List<JobStatus> jobs() {
        return runtime.status();
    }

    @Override
    public JobAnswer trigger(String job, boolean force, @Nullable String reason, String actor) {
        return recorded(
                Action.TRIGGER,
                job,
                reason,
                actor,
                known -> known.trigger(settings(), force, actor)
                        .<JobAnswer>map(refused -> refused)
                        .orElseGet(() -> done(job)));
    }

    @Override
    public JobAnswer pause(String job, @Nullable String reason, String actor) {
        return recorded(
                Action.PAUSE,
                job,
                reason,
                actor,
                known -> runtime.scheduler().pause(job, Objects.requireNonNullElse(reason, ""), actor)
                        ? done(job)
                        : notScheduled(job));
    }

    @Override
    public JobAnswer resume(String job, String actor) {
        return recorded(Action.RESUME, job, null, actor, known -> {
            if (!runtime.scheduler().resume(job)) {
                return notScheduled(job);
            }
            known.checkNow();
            return done(job);
        });
    }

    private JobAnswer recorded(
            Action action, String name, @Nullable String reason, String actor, Function<Job, JobAnswer> work) {
        Optional<Job> job = runtime.job(name);
        return job.isEmpty() || done(name) instanceof JobAnswer.NoSuchJob
                ? unknown()
                : actions.of(action, name, reason, actor, () -> work.apply(job.get()));
    }

    private JobAnswer done(String job) {
        return jobs().stream()
                .filter(status -> status.name().equals(job))
                .findFirst()
                .<JobAnswer>map(JobAnswer.Done::new)
                .orElseGet(this::unknown);
    }

    /** A job that the settings switch off can be neither paused nor resumed. */
    private JobAnswer notScheduled(String job) {
        return done(job) instanceof JobAnswer.Done known && known.job().detail() != null
                ? new JobAnswer.Refused("off", job + " is " + known.job().detail())
                : unknown();
    }

    private JobAnswer unknown() {
        return new JobAnswer.NoSuchJob(jobs().stream().map(JobStatus::name).toList());
    }

    @Override
    public ReloadAnswer reload(String actor) {
        return settings.reload(actor);
    }

    /** {@inheritDoc} A manual run, in turn with the scheduled ones. */
    @Override
    public CleanupReport cleanup(CleanupOrder order, StopFlag stop, CleanupListener listener) {
        ServiceSettings now = settings();
        order.asker().mustAgreeWith(now.all(), ClientContext.OF_ONE_RUN);
        CleanupRequest request = order.under(now.cleanup());
        state.mayWait(request.grace());
        try {
            return cleanup.run(now, request, untouchable(order.asker()), stop, listener);
        } finally {
            state.waitsNoMore(request.grace());
            fleet.wake();
        }
    }

    @Override
    public SyncReport sync(SyncOrder order, StopFlag stop) {
        ServiceSettings now = settings();
        order.asker().mustAgreeWith(now.all(), ClientContext.OF_ONE_SYNC);
        return order.undo() ? sync.undo(order.undoUnder(now.sync()), stop) : sync.run(order.under(now.sync()), stop);
    }

    @Override
    public Explanation.Answer explain(int pid, ClientContext asker) {
        asker.mustAgreeWith(settings().all(), ClientContext.NOT_EXPLAINED);
        return super.explain(pid, asker);
    }

    @Override
    public Suspects suspects(ClientContext asker) {
        asker.mustAgreeWith(settings().all(), ClientContext.NOT_EXPLAINED);
        return super.suspects(asker);
    }

    @Override
    public void agree(ClientContext asker) {
        asker.mustAgreeWith(settings().all());
    }

    /** {@inheritDoc} In turn with the runs of the job. */
    @Override
    public Run restoreLeftovers(String what, String actor) {
        Attempt<Run> attempt = runtime.job(LeftoverJob.class).restore(settings(), what, actor);
        if (attempt instanceof Attempt.Ran<Run> ran) {
            return ran.result();
        }
        throw new StoreException(Refusal.of(attempt, LeftoverSettings.JOB, "cleanup of leftovers")
                .message());
    }

    @Override
    public PurgeReport purge(String actor, ClientContext asker) {
        agree(asker);
        return super.purge(actor, asker);
    }

    /** Does nothing: the daemon itself closes its store, when nobody asks any more. */
    @Override
    public void close() {}
}
