package io.tekton.sharedservices.leftover.job;

import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.leftover.proof.Surroundings;
import io.tekton.sharedservices.leftover.quarantine.Failpoints;
import io.tekton.sharedservices.leftover.registry.RegistryPrune;
import io.tekton.sharedservices.leftover.rule.LeftoverSettings;
import io.tekton.sharedservices.runtime.Job;
import io.tekton.sharedservices.runtime.JobDescription;
import io.tekton.sharedservices.runtime.Refusal;
import io.tekton.sharedservices.runtime.RunWarnings;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.runtime.TriggeredRun;
import io.tekton.sharedservices.schedule.Attempt;
import io.tekton.sharedservices.schedule.JobScheduler;
import io.tekton.sharedservices.schedule.ScheduledJob;
import io.tekton.sharedservices.schedule.due.ClockReading;
import io.tekton.sharedservices.schedule.due.NextRun;
import io.tekton.sharedservices.schedule.due.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The cleanup of leftovers of a process that holds the store. Thread-safe. */
public final class LeftoverJob implements Job {
    public static final JobDescription DESCRIPTION = new JobDescription(
            LeftoverSettings.JOB,
            ServiceSettings::leftoverJob,
            settings -> settings.leftovers().dryRun(),
            settings -> null);

    private final RuntimeContext context;
    private final JobScheduler scheduler;

    public LeftoverJob(RuntimeContext context, JobScheduler scheduler) {
        this.context = context;
        this.scheduler = scheduler;
    }

    @Override
    public JobDescription description() {
        return DESCRIPTION;
    }

    static LeftoverCleanup under(ServiceSettings settings, RuntimeContext context) {
        return new LeftoverCleanup(new LeftoverParts(
                settings.leftovers(),
                context.host(),
                context.processes(settings),
                context.audit(),
                context.leftovers(),
                context.clock(),
                DiskSpace.ofHost(),
                Failpoints.unwatched(),
                Surroundings.PROC,
                RegistryPrune.of(
                                settings.registry(),
                                settings.cleanup().redaction(),
                                RuntimeContext.registryBackups(context.places()),
                                Surroundings.PROC,
                                () -> {})
                        .orElse(null)));
    }

    /**
     * Puts back what is in the quarantine, in a process without a scheduler.
     *
     * @param what a run that moved things, or the path that one thing had
     * @param actor who asks, for the record
     */
    public static Run restore(ServiceSettings settings, RuntimeContext context, String what, String actor) {
        return under(settings, context).restore(what, actor);
    }

    /** As {@link #restore(ServiceSettings, RuntimeContext, String, String)}, in turn with the runs of this job. */
    public Attempt<Run> restore(ServiceSettings settings, String what, String actor) {
        Attempt<Run> attempt = scheduler.attempt(
                LeftoverSettings.JOB,
                Trigger.MANUAL,
                new StopFlag(),
                true,
                () -> restore(settings, context, what, actor));
        // without a rule the job is off and never runs, and what it moved before can still be wanted
        return attempt instanceof Attempt.Unknown<Run>
                ? new Attempt.Ran<>(restore(settings, context, what, actor))
                : attempt;
    }

    @Override
    public Optional<ScheduledJob> use(ServiceSettings settings) {
        return settings.leftoverJob().enabled()
                ? Optional.of(new Scheduled(
                        under(settings, context), settings.leftoverJob().schedule(), context))
                : Optional.empty();
    }

    private record Scheduled(LeftoverCleanup cleanup, Schedule schedule, RuntimeContext context)
            implements ScheduledJob {
        @Override
        public String name() {
            return LeftoverSettings.JOB;
        }

        @Override
        public NextRun due(ClockReading moment) {
            return NextRun.byHistory(schedule, context.reader(), name(), context.host(), moment, Duration.ZERO);
        }

        @Override
        public Optional<Run> run(Trigger trigger, String actor, StopFlag stop) {
            return Optional.of(cleanup.run(trigger, actor, stop, run -> {}));
        }
    }

    @Override
    public Optional<JobAnswer.Refused> trigger(ServiceSettings settings, boolean force, String actor) {
        return TriggeredRun.begin(begun -> {
            StopFlag stop = new StopFlag();
            Attempt<Run> attempt = scheduler.attempt(
                    LeftoverSettings.JOB,
                    Trigger.MANUAL,
                    stop,
                    settings.leftovers().dryRun(),
                    () -> under(settings, context).run(Trigger.MANUAL, actor, stop, run -> begun.run()));
            if (attempt instanceof Attempt.Ran<Run>) {
                return Optional.empty();
            }
            Refusal refusal = Refusal.of(attempt, LeftoverSettings.JOB, "cleanup of leftovers");
            return Optional.of(new JobAnswer.Refused(refusal.reason(), refusal.message()));
        });
    }

    @Override
    public List<String> warnings(ServiceSettings settings) {
        return settings.leftoverJob().enabled()
                ? RunWarnings.of(context.reader(), LeftoverSettings.JOB, context.host(), Integer.MAX_VALUE)
                : List.of();
    }
}
