package io.tekton.sharedservices.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.client.RemoteServices;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.runtime.Job;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.schedule.JobScheduler;
import io.tekton.sharedservices.schedule.ScheduleListener;
import io.tekton.sharedservices.services.AllJobs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the program does with every job, it does with one that it does not know: no code of it names jobs for that. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the daemon is found by Linux's process table here")
class ThirdJobTest {
    @TempDir
    private Path folder;

    private DaemonInThisProcess daemon;
    private RemoteServices services;

    @BeforeEach
    void start() throws Exception {
        Path home = Files.createDirectory(folder.toRealPath().resolve("home"));
        daemon = new DaemonInThisProcess(
                home,
                ThirdJobTest::jobs,
                "orphan-cleanup.enabled=false",
                "orphan-cleanup.default-rules=false",
                "config-sync.enabled=false");
        services = daemon.services();
    }

    private static List<Job> jobs(RuntimeContext context, JobScheduler scheduler, ScheduleListener listener) {
        List<Job> jobs = new ArrayList<>(AllJobs.make(context, scheduler, listener));
        jobs.add(new ExampleJob(context, scheduler));
        return jobs;
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private List<Run> runs() {
        return services.history().runs(new RunQuery(ExampleJob.NAME, null, null, null, null, 10));
    }

    private JobStatus awaitTheScheduledRun() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (runs().stream().noneMatch(run -> run.outcome() == RunOutcome.SUCCEEDED)) {
            assertThat(System.nanoTime()).as("waiting for the first run").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return services.jobs().get(0);
    }

    @Test
    void itRunsWhenItIsDueAndShowsWhen() {
        JobStatus job = awaitTheScheduledRun();

        assertThat(job.name()).isEqualTo(ExampleJob.NAME);
        assertThat(job.schedule()).isEqualTo("every 2h");
        assertThat(job.lastRun()).isEqualTo(runs().get(0));
        assertThat(job.lastRun().trigger()).isEqualTo(Trigger.SCHEDULE);
        assertThat(job.nextRunAt()).isEqualTo(job.lastRun().startedAt().plusSeconds(7200));
        assertThat(services.status().warnings()).contains("the example warns");
    }

    @Test
    void aPersonPausesItTriggersItAndLetsItRunAgain() {
        awaitTheScheduledRun();

        assertThat(services.pause(ExampleJob.NAME, "a reason", "op")).isInstanceOf(JobAnswer.Done.class);
        assertThat(services.trigger(ExampleJob.NAME, false, "now", "op"))
                .isInstanceOfSatisfying(
                        JobAnswer.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo("paused"));
        services.resume(ExampleJob.NAME, "op");
        assertThat(services.trigger(ExampleJob.NAME, false, "now", "op")).isInstanceOf(JobAnswer.Done.class);

        assertThat(runs()).extracting(Run::trigger).containsExactly(Trigger.MANUAL, Trigger.SCHEDULE);
        assertThat(services.interventions(10))
                .extracting(Intervention::action)
                .containsExactly(
                        Intervention.Action.TRIGGER,
                        Intervention.Action.RESUME,
                        Intervention.Action.TRIGGER,
                        Intervention.Action.PAUSE);
    }

    @Test
    void itsRunsAreInTheChain() {
        awaitTheScheduledRun();

        assertThat(services.verifyChain()).isInstanceOf(ChainCheck.Intact.class);
        assertThat(services.eventsAfter(0, 50)).isNotEmpty();
    }
}
