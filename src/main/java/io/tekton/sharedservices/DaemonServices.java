package io.tekton.sharedservices;

import io.tekton.sharedservices.api.Asker;
import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.Health;
import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.RegistryStatus;
import io.tekton.sharedservices.api.ReloadAnswer;
import io.tekton.sharedservices.api.Services;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.audit.AuditEvent;
import io.tekton.sharedservices.audit.ChainCheck;
import io.tekton.sharedservices.audit.History;
import io.tekton.sharedservices.audit.RecordedSettingChange;
import io.tekton.sharedservices.audit.Run;
import io.tekton.sharedservices.audit.RunOutcome;
import io.tekton.sharedservices.audit.Trigger;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.cleanup.StopFlag;
import io.tekton.sharedservices.daemon.ServiceSettings;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.schedule.JobScheduler;
import io.tekton.sharedservices.store.PurgeReport;
import io.tekton.sharedservices.store.StoreFacts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.logging.log4j.LogManager;
import org.jspecify.annotations.Nullable;

/** What the running daemon answers: the scheduler, the store and the settings in force behind one door. */
final class DaemonServices implements Services {
    private final LocalParts parts;
    private final JobScheduler scheduler;
    private final LiveSettings settings;
    private final DaemonState state;

    DaemonServices(LocalParts parts, JobScheduler scheduler, LiveSettings settings, DaemonState state) {
        this.parts = parts;
        this.scheduler = scheduler;
        this.settings = settings;
        this.state = state;
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
            warnings.addAll(warnings(job));
        }
        scheduler.status().stream()
                .filter(io.tekton.sharedservices.schedule.JobStatus::overdue)
                .forEach(job -> warnings.add(job.name() + " is overdue"));
        if (settings.now().cleanup().dryRun()) {
            warnings.add("all runs are dry, so nothing is ever ended (orphan-cleanup.dry-run)");
        }
        RegistryStatus registry = state.registry();
        if (registry != null && !registry.readable()) {
            warnings.add("the registry cannot be relied on (" + registry.reason() + "): " + registry.message());
        }
        return new Status(state.daemon(), jobs, registry, parts.store().facts(), warnings);
    }

    /** Of the last run by schedule, and of the last one at all: a person's refused call hides no refused schedule, and is no reason to warn. */
    private List<String> warnings(JobStatus job) {
        Set<String> warnings = new LinkedHashSet<>();
        parts.reader().lastScheduledRun(job.name(), parts.host()).ifPresent(run -> warnings.addAll(warnings(run)));
        Run last = job.lastRun();
        if (last != null && !(last.trigger() == Trigger.MANUAL && last.outcome() == RunOutcome.REFUSED)) {
            warnings.addAll(warnings(last));
        }
        return List.copyOf(warnings);
    }

    private List<String> warnings(Run run) {
        List<String> warnings = new ArrayList<>();
        if (run.outcome() == RunOutcome.REFUSED || run.outcome() == RunOutcome.FAILED) {
            warnings.add("run " + run.id() + " of " + run.job() + " was " + run.outcome() + ", " + run.reason() + ": "
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
        return scheduler.status().stream().map(DaemonServices::view).toList();
    }

    private static JobStatus view(io.tekton.sharedservices.schedule.JobStatus job) {
        var pause = job.pause();
        var repair = job.lastRepair();
        return new JobStatus(
                job.name(),
                job.schedule(),
                true,
                pause == null
                        ? null
                        : new JobStatus.Pause(
                                pause.since(), pause.actor(), pause.reason().isEmpty() ? null : pause.reason()),
                job.lastRun(),
                job.nextDue(),
                null,
                repair == null ? null : new JobStatus.Repair(repair.at(), repair.why()));
    }

    /** Every job is a cleanup today; a job that is none will take its own way here. */
    @Override
    public JobAnswer trigger(String job, boolean force, String actor) {
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
                force);
        CompletableFuture<Optional<JobAnswer.Refused>> underWay = new CompletableFuture<>();
        Thread thread = new Thread(() -> triggered(request, underWay), "triggered-run");
        thread.setDaemon(true);
        thread.start();
        try {
            Optional<JobAnswer.Refused> refused = underWay.get();
            return refused.isPresent() ? refused.get() : done(job);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new JobAnswer.Refused("stopped", "the daemon is stopping");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a run that was triggered gave no answer", e);
        }
    }

    /** Lets whoever asked go on as soon as the run is under way, or refused, or has failed to begin. */
    private void triggered(CleanupRequest request, CompletableFuture<Optional<JobAnswer.Refused>> underWay) {
        try {
            Run run = run(
                            request,
                            Set.of(),
                            new StopFlag(),
                            (phase, done, total) -> underWay.complete(Optional.empty()))
                    .run();
            underWay.complete(
                    run.outcome() == RunOutcome.REFUSED
                            ? Optional.of(new JobAnswer.Refused(
                                    Objects.requireNonNullElse(run.reason(), "refused"),
                                    Objects.requireNonNullElse(run.message(), "the run was refused")))
                            : Optional.empty());
        } catch (RuntimeException | Error e) {
            if (!underWay.completeExceptionally(e)) {
                LogManager.getLogger("daemon").error("a run that was triggered threw", e);
            }
        }
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
        return scheduler.pause(job, Objects.requireNonNullElse(reason, ""), actor) ? done(job) : unknown();
    }

    @Override
    public JobAnswer resume(String job, String actor) {
        return scheduler.resume(job) ? done(job) : unknown();
    }

    @Override
    public ReloadAnswer reload(String actor) {
        return settings.reload(actor);
    }

    @Override
    public String host() {
        return parts.host();
    }

    @Override
    public History history() {
        return parts.reader();
    }

    @Override
    public CleanupReport cleanup(CleanupOrder order, StopFlag stop, CleanupListener listener) {
        ServiceSettings now = settings.now();
        order.asker().mustAgreeWith(now.all(), Asker.OF_ONE_RUN);
        return run(order.under(now.cleanup()), order.asker().pids(), stop, listener);
    }

    /** A manual run, in turn with the scheduled ones. */
    private CleanupReport run(CleanupRequest request, Set<Integer> askers, StopFlag stop, CleanupListener listener) {
        Set<Integer> untouchable = new HashSet<>(askers);
        untouchable.add(LocalParts.self());
        return new ManualCleanups(scheduler).run(parts.cleanup(settings.now()), request, untouchable, stop, listener);
    }

    @Override
    public Explanation.Answer explain(int pid, Asker asker) {
        ServiceSettings now = settings.now();
        asker.mustAgreeWith(now.all(), Asker.NOT_EXPLAINED);
        Set<Integer> untouchable = new HashSet<>(asker.pids());
        untouchable.add(LocalParts.self());
        return parts.cleanup(now).explain(pid, untouchable);
    }

    @Override
    public List<AuditEvent> eventsAfter(long sequence, int limit) {
        return parts.reader().eventsAfter(parts.host(), sequence, limit);
    }

    @Override
    public ChainCheck verifyChain() {
        return parts.reader().verifyChain(parts.host());
    }

    @Override
    public List<RecordedSettingChange> settingChanges(int limit) {
        return parts.settingChanges().newest(limit);
    }

    @Override
    public RegistryMemory registryMemory() {
        return parts.memory();
    }

    @Override
    public StoreFacts storeFacts() {
        return parts.store().facts();
    }

    @Override
    public PurgeReport purge(String actor, Asker asker) {
        ServiceSettings now = settings.now();
        asker.mustAgreeWith(now.all(), Set.of());
        return parts.purge(now.retention(), actor, () -> true);
    }

    @Override
    public void backup(Path target) {
        parts.store().backup(target);
    }
}
