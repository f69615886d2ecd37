package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.runtime.Job;
import io.tekton.sharedservices.runtime.JobDescription;
import io.tekton.sharedservices.runtime.Refusal;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.schedule.Attempt;
import io.tekton.sharedservices.schedule.JobScheduler;
import io.tekton.sharedservices.schedule.JobSettings;
import io.tekton.sharedservices.schedule.ScheduledJob;
import io.tekton.sharedservices.schedule.due.ClockReading;
import io.tekton.sharedservices.schedule.due.NextRun;
import io.tekton.sharedservices.schedule.due.Schedule;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** A third job, as docs/architecture.md describes one: it counts the files of a folder, and records that. */
final class ExampleJob implements Job {
    static final String NAME = "example-count";
    private static final JobSettings SETTINGS = new JobSettings(true, new Schedule.Every(Duration.ofHours(2)));

    static final JobDescription DESCRIPTION =
            new JobDescription(NAME, settings -> SETTINGS, settings -> false, settings -> null);

    private final RuntimeContext context;
    private final JobScheduler scheduler;

    ExampleJob(RuntimeContext context, JobScheduler scheduler) {
        this.context = context;
        this.scheduler = scheduler;
    }

    @Override
    public JobDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Optional<ScheduledJob> use(ServiceSettings settings) {
        return Optional.of(new ScheduledJob() {
            @Override
            public String name() {
                return NAME;
            }

            @Override
            public Schedule schedule() {
                return SETTINGS.schedule();
            }

            @Override
            public NextRun due(ClockReading moment) {
                return NextRun.byHistory(schedule(), context.reader(), NAME, context.host(), moment, Duration.ZERO);
            }

            @Override
            public Optional<Run> run(Trigger trigger, String actor, StopFlag stop) {
                return Optional.of(count(trigger, actor));
            }
        });
    }

    private Run count(Trigger trigger, String actor) {
        ClockReading moment = context.moment();
        Run run = new Run(
                NAME + "-" + System.nanoTime(),
                NAME,
                context.host(),
                moment.bootId(),
                moment.uptime().toMillis(),
                trigger,
                actor,
                false,
                moment.now().truncatedTo(ChronoUnit.MILLIS),
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
        context.audit().begin(run);
        Run ended = run.ended(run.startedAt(), RunOutcome.SUCCEEDED, null, null, RunCounts.NONE);
        context.audit().finish(ended);
        return ended;
    }

    @Override
    public Optional<JobAnswer.Refused> trigger(ServiceSettings settings, boolean force, String actor) {
        Attempt<Run> attempt =
                scheduler.attempt(NAME, Trigger.MANUAL, new StopFlag(), false, () -> count(Trigger.MANUAL, actor));
        if (attempt instanceof Attempt.Ran<Run>) {
            return Optional.empty();
        }
        Refusal refusal = Refusal.of(attempt, NAME, "count");
        return Optional.of(new JobAnswer.Refused(refusal.reason(), refusal.message()));
    }

    @Override
    public List<String> warnings(ServiceSettings settings) {
        return List.of("the example warns");
    }
}
