package io.tekton.sharedservices.schedule;

import static io.tekton.sharedservices.journal.Trigger.CATCH_UP;
import static io.tekton.sharedservices.journal.Trigger.MANUAL;
import static io.tekton.sharedservices.journal.Trigger.SCHEDULE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.schedule.due.ProbeJob;
import io.tekton.sharedservices.schedule.due.TickingHost;
import io.tekton.sharedservices.store.RawSql;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.database.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scheduler with real Quartz on a real store. Times are in the past by what is recorded, not by waiting. */
class JobSchedulerTest {
    private static final EngineSettings ENGINE = new EngineSettings(Map.of(
            "org.quartz.scheduler.instanceName", "SharedServices",
            "org.quartz.threadPool.threadCount", "3",
            "org.quartz.threadPool.threadPriority", "5",
            "org.quartz.jobStore.misfireThreshold", "60000"));
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SIX_HOURS = HOUR.multipliedBy(6);
    private static final Duration BOUND = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final TickingHost host = new TickingHost();
    private final RecordingListener heard = new RecordingListener();
    private Store store;
    private ProbeJob job;
    private @Nullable JobScheduler scheduler;

    @BeforeEach
    void open() {
        store = Store.open(new StoreSettings(folder.resolve("state"), Duration.ZERO, "a test"), TickingHost.CLOCK);
        job = new ProbeJob("orphan-cleanup", SIX_HOURS, host, store);
    }

    @AfterEach
    void close() {
        if (scheduler != null) {
            assertThat(scheduler.close(BOUND)).isTrue();
        }
        store.close();
        assertThat(heard.troubles).isEmpty();
    }

    private JobScheduler start(ScheduledJob... jobs) {
        JobScheduler made = JobScheduler.create(TickingHost.NAME, store, ENGINE, host, heard);
        scheduler = made;
        made.start(List.of(jobs));
        return made;
    }

    private void restart() {
        close();
        scheduler = null;
        open();
    }

    private void record(Run run) {
        store.auditLog(TickingHost.BOOT, TickingHost.CLOCK).begin(run);
    }

    private List<Run> runs() {
        return store.auditReader().runs(new RunQuery(job.name(), null, null, null, null, 100));
    }

    private JobStatus status() {
        return scheduler.status().get(0);
    }

    private Instant storedStart() throws SQLException {
        try (Connection connection = RawSql.ofSchedule(folder.resolve("state"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT next_fire_time FROM qrtz_triggers WHERE trigger_name = '" + job.name() + "'")) {
            assertThat(rows.next()).isTrue();
            Instant start = Instant.ofEpochMilli(rows.getLong(1));
            assertThat(rows.next()).isFalse();
            return start;
        }
    }

    private int change(String sql) throws SQLException {
        return change(RawSql.ofSchedule(folder.resolve("state")), sql);
    }

    private static int change(Connection fresh, String sql) throws SQLException {
        try (Connection connection = fresh;
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /** Comes back once the run that was awaited has left the scheduler, its trigger set. */
    private void awaitRest() {
        scheduler.attempt("orphan-cleanup", MANUAL, new StopFlag(), true, () -> "");
        while (status().runningSince() != null) {
            Thread.onSpinWait();
        }
    }

    @Test
    void runsOnceOnTheFirstStartEverAndThenAfterTheInterval() throws Exception {
        start(job);
        Run run = job.awaitRun();
        awaitRest();

        assertThat(run.trigger()).isEqualTo(SCHEDULE);
        assertThat(status().nextDue()).isEqualTo(run.startedAt().plus(SIX_HOURS));
        assertThat(status().lastRun().id()).isEqualTo(run.id());
        assertThat(runs()).hasSize(1);
    }

    @Test
    void keepsTheDueTimeAndTheStoredTriggerOverRestarts() throws Exception {
        Run last = host.ran(job.name(), SCHEDULE, HOUR);
        record(last);
        start(job);
        Instant due = status().nextDue();
        Instant stored = storedStart();

        for (int restart = 0; restart < 5; restart++) {
            restart();
            start(job);

            assertThat(status().nextDue()).isEqualTo(due);
            assertThat(storedStart()).isEqualTo(stored);
        }

        assertThat(due).isEqualTo(last.startedAt().plus(SIX_HOURS));
        assertThat(stored).isEqualTo(due);
        assertThat(runs()).hasSize(1);
        assertThat(heard.repairs).isEmpty();
    }

    @Test
    void catchesUpExactlyOnceAfterAMissedRun() throws Exception {
        record(host.ran(job.name(), SCHEDULE, HOUR.multipliedBy(3)));
        start(job);
        restart();
        change(
                RawSql.ofStore(folder.resolve("state")),
                "UPDATE run SET started_at = DATEADD(HOUR, -20, started_at), boot_millis = boot_millis - 20 * 3600000");
        start(job);

        Run run = job.awaitRun();
        awaitRest();
        restart();
        start(job);

        assertThat(run.trigger()).isEqualTo(CATCH_UP);
        assertThat(status().nextDue()).isEqualTo(run.startedAt().plus(SIX_HOURS));
        assertThat(runs()).hasSize(2);
    }

    @Test
    void doesNothingOnAFiringOfAJobThatIsNotDue() {
        record(host.ran(job.name(), SCHEDULE, HOUR));
        start(job);

        scheduler.fired(job.name());
        scheduler.fired(job.name());
        scheduler.fired("nobody-knows-this");

        assertThat(runs()).hasSize(1);
        assertThat(job.tries()).isZero();
    }

    @Test
    void keepsTheAnchorWhenTheScheduleChanges() throws Exception {
        Run last = host.ran(job.name(), SCHEDULE, HOUR.multipliedBy(3));
        record(last);
        start(job);

        scheduler.use(List.of(job.every(HOUR.multipliedBy(12))));
        assertThat(storedStart()).isEqualTo(last.startedAt().plus(HOUR.multipliedBy(12)));

        scheduler.use(List.of(job.every(HOUR.multipliedBy(4))));
        assertThat(storedStart()).isEqualTo(last.startedAt().plus(HOUR.multipliedBy(4)));
        assertThat(runs()).hasSize(1);

        scheduler.use(List.of(job.every(HOUR.multipliedBy(2))));
        assertThat(job.awaitRun().trigger()).isEqualTo(CATCH_UP);
    }

    @Test
    void forgetsTheTriggerOfAJobThatIsSwitchedOffAndItsAnchorNever() throws Exception {
        record(host.ran(job.name(), SCHEDULE, HOUR));
        start(job);
        Instant due = storedStart();

        scheduler.use(List.of());

        assertThat(scheduler.status()).isEmpty();
        assertThat(scheduler.trigger(job.name(), MANUAL, "op", new StopFlag())).isInstanceOf(Attempt.Unknown.class);
        assertThat(change("DELETE FROM qrtz_triggers")).isZero();

        scheduler.use(List.of(job));
        assertThat(storedStart()).isEqualTo(due);
    }

    @Test
    void keepsAPauseWithItsReasonOverARestartAndCatchesUpWhenResumed() throws Exception {
        record(host.ran(job.name(), SCHEDULE, HOUR.multipliedBy(3)));
        start(job);
        assertThat(scheduler.pause(job.name(), "looking at a leak", "op")).isTrue();
        assertThat(scheduler.pause("nobody-knows-this", "", "op")).isFalse();
        Instant since = status().pause().since();

        restart();
        scheduler = null;
        start(job.every(HOUR));
        scheduler.check();

        assertThat(status().isPaused()).isTrue();
        assertThat(status().pause().reason()).isEqualTo("looking at a leak");
        assertThat(status().pause().since()).isEqualTo(since);
        assertThat(status().nextDue()).isNull();
        assertThat(scheduler.trigger(job.name(), MANUAL, "op", new StopFlag())).isInstanceOf(Attempt.Paused.class);
        scheduler.fired(job.name());
        assertThat(job.tries()).isZero();

        scheduler.resume(job.name());
        assertThat(job.awaitRun().trigger()).isEqualTo(CATCH_UP);
    }

    @Test
    void letsAScheduledRunWaitForAManualOne() throws Exception {
        start(job);
        job.awaitRun();
        awaitRest();
        CountDownLatch manualRuns = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Thread manual = new Thread(() -> scheduler.attempt(job.name(), MANUAL, new StopFlag(), false, () -> {
            manualRuns.countDown();
            await(go);
            return "";
        }));
        manual.start();
        await(manualRuns);

        job.every(Duration.ofMillis(1));
        scheduler.fired(job.name());
        Attempt<?> second = scheduler.trigger(job.name(), MANUAL, "op", new StopFlag());

        assertThat(second).isInstanceOf(Attempt.Busy.class);
        assertThat(job.runsNotAwaited()).isZero();
        job.doing(stop -> job.every(SIX_HOURS));
        go.countDown();
        manual.join();
        assertThat(job.awaitRun().trigger()).isIn(SCHEDULE, CATCH_UP);
    }

    @Test
    void refusesAManualRunWhileAScheduledOneIsOnAndTakesItAfterwards() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        job.doing(stop -> await(go));
        start(job);
        Run scheduled = job.awaitRun();

        assertThat(scheduler.trigger(job.name(), MANUAL, "op", new StopFlag()))
                .isInstanceOfSatisfying(
                        Attempt.Busy.class,
                        busy -> assertThat(busy.since())
                                .isCloseTo(scheduled.startedAt(), within(5, ChronoUnit.SECONDS)));
        assertThat(status().runningSince()).isNotNull();

        go.countDown();
        awaitRest();
        Attempt<?> ran = scheduler.trigger(job.name(), MANUAL, "op", new StopFlag());
        assertThat(ran).isInstanceOf(Attempt.Ran.class);
        assertThat(job.mostAtOnce()).isEqualTo(1);
        assertThat(status().nextDue()).isEqualTo(scheduled.startedAt().plus(SIX_HOURS));
    }

    @Test
    void throwsWhatAManualRunThrewToWhomAskedForItAndLetsTheNextOneRun() {
        record(host.ran(job.name(), SCHEDULE, HOUR));
        job.doing(stop -> {
            throw new IllegalStateException("broken");
        });
        start(job);

        assertThatThrownBy(() -> scheduler.trigger(job.name(), MANUAL, "op", new StopFlag()))
                .hasMessage("broken");

        assertThat(scheduler.attempt(job.name(), MANUAL, new StopFlag(), false, () -> 7))
                .isEqualTo(new Attempt.Ran<>(7));
    }

    @Test
    void letsAnErrorInOneJobLeaveTheOtherInTimeAndTheJobRestUntilTheHourIsOver() throws Exception {
        ProbeJob other = new ProbeJob("config-sync", SIX_HOURS, host, store);
        record(host.ran(other.name(), SCHEDULE, SIX_HOURS.minusMillis(1_500)));
        job.doing(stop -> {
            throw new StackOverflowError("deep");
        });

        start(job, other);

        assertThat(RecordingListener.await(heard.failures)).isInstanceOf(StackOverflowError.class);
        assertThat(other.awaitRun().trigger()).isEqualTo(SCHEDULE);
        awaitRest();
        assertThat(runs())
                .singleElement()
                .satisfies(run -> assertThat(run.outcome()).isEqualTo(RunOutcome.FAILED));
        assertThat(job.tries()).isEqualTo(1);
        assertThat(status(job.name()).nextDue())
                .isBetween(
                        host.get().now().plus(HOUR).minusSeconds(60),
                        host.get().now().plus(HOUR));
    }

    @Test
    void doesNotTryAgainAtOnceWhenARunCouldNotBeRecorded() throws Exception {
        job.withoutRecord();
        start(job);
        job.awaitRun();
        awaitRest();

        scheduler.fired(job.name());
        scheduler.check();

        assertThat(job.tries()).isEqualTo(1);
        assertThat(status().nextDue())
                .isBetween(host.get().now().plusSeconds(30), host.get().now().plusSeconds(60));
    }

    @Test
    void doesNotLetALongRunDelayTheOtherJob() throws Exception {
        ProbeJob other = new ProbeJob("config-sync", SIX_HOURS, host, store);
        record(host.ran(other.name(), SCHEDULE, SIX_HOURS.minusMillis(1_000)));
        job.doing(stop -> stop.await(BOUND));

        start(job, other);
        job.awaitRun();

        assertThat(other.awaitRun().trigger()).isEqualTo(SCHEDULE);
        assertThat(status(job.name()).runningSince()).isNotNull();
    }

    private JobStatus status(String name) {
        return scheduler.status().stream()
                .filter(status -> status.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void repairsATriggerThatIsStuckAcquiredPastItsTime() throws Exception {
        assertRepairedWhenStuckIn("ACQUIRED");
        assertThat(heard.repairs).singleElement().asString().contains("its time had passed");
    }

    @Test
    void repairsATriggerThatIsStuckBlocked() throws Exception {
        assertRepairedWhenStuckIn("BLOCKED");
    }

    @Test
    void repairsATriggerInError() throws Exception {
        assertRepairedWhenStuckIn("ERROR");
    }

    private void assertRepairedWhenStuckIn(String state) throws Exception {
        record(host.ran(job.name(), SCHEDULE, HOUR.multipliedBy(3)));
        start(job);
        long past = host.ago(Duration.ofSeconds(100)).toEpochMilli();
        assertThat(change("UPDATE qrtz_triggers SET trigger_state = '" + state + "', start_time = " + past
                        + ", next_fire_time = " + past))
                .isEqualTo(1);
        job.every(HOUR.multipliedBy(2));
        long checks = scheduler.checks();

        scheduler.check();
        assertThat(status().overdue()).isEqualTo(state.equals("ACQUIRED"));
        scheduler.check();

        job.awaitRun();
        assertThat(heard.repairs).isNotEmpty().allMatch(repair -> repair.startsWith(job.name()));
        assertThat(scheduler.checks()).isEqualTo(checks + 2);
        awaitRest();
        assertThat(status().overdue()).isFalse();
        assertThat(runs()).hasSize(2);
    }

    @Test
    void setsATriggerThatIsMissing() throws Exception {
        record(host.ran(job.name(), SCHEDULE, HOUR));
        start(job);
        Instant due = storedStart();
        change("DELETE FROM qrtz_simple_triggers");
        change("DELETE FROM qrtz_triggers");

        scheduler.check();

        assertThat(storedStart()).isEqualTo(due);
        assertThat(heard.repairs).containsExactly(job.name() + ": it was missing");
        restart();
        start(job);
        assertThat(status().lastRepair().why()).isEqualTo("it was missing");
        assertThat(status().lastRepair().at())
                .isCloseTo(host.get().now(), within(BOUND.toSeconds(), ChronoUnit.SECONDS));
    }

    @Test
    void keepsTheDueTimeWhereTheSchedulersFileIsLostOrDamaged() throws Exception {
        record(host.ran(job.name(), SCHEDULE, HOUR));
        start(job);
        Instant due = storedStart();
        Path file = folder.resolve("state/schedule.mv.db");

        restart(() -> Files.delete(file));
        assertThat(storedStart()).isEqualTo(due);
        restart(() -> Files.writeString(file, "this is no database"));
        assertThat(storedStart()).isEqualTo(due);

        assertThat(status().nextDue()).isEqualTo(due);
        assertThat(status().lastRepair()).isNull();
        assertThat(runs()).hasSize(1);
    }

    private interface Damage {
        void happen() throws IOException;
    }

    private void restart(Damage damage) throws IOException {
        close();
        scheduler = null;
        damage.happen();
        open();
        start(job);
    }

    @Test
    void bringsBackATriggerWhoseFiringWasLostBeforeItsRunBegan() throws Exception {
        record(host.ran(job.name(), SCHEDULE, HOUR.multipliedBy(3)));
        start(job);
        change("UPDATE qrtz_triggers SET trigger_state = 'COMPLETE'");
        job.every(HOUR);

        scheduler.check();
        assertThat(heard.repairs).isEmpty();
        scheduler.check();

        job.awaitRun();
        awaitRest();
        assertThat(heard.repairs).hasSize(1);
    }

    @Test
    void asksARunToStopAtItsShutdownAndWaitsForItsEnd() throws Exception {
        job.doing(stop -> assertThat(stop.await(BOUND)).isTrue());
        start(job);
        Run run = job.awaitRun();

        assertThat(scheduler.close(BOUND)).isTrue();

        assertThat(store.auditReader().run(run.id()).orElseThrow().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(scheduler.trigger(job.name(), MANUAL, "op", new StopFlag())).isInstanceOf(Attempt.Closing.class);
        scheduler = null;
        restart();
        start(job);
        assertThat(status().nextDue()).isEqualTo(run.startedAt().plus(SIX_HOURS));
        assertThat(heard.repairs).isEmpty();
    }

    @Test
    void givesUpWaitingForARunThatDoesNotStop() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        job.doing(stop -> await(go));
        start(job);
        job.awaitRun();

        assertThat(scheduler.close(Duration.ofMillis(50))).isFalse();

        go.countDown();
        assertThat(scheduler.close(BOUND)).isTrue();
        scheduler = null;
    }

    /** Quartz interrupts its threads at its shutdown; one that is in the database would close it for all. */
    @Test
    void leavesTheStoreOpenHoweverOftenItIsShutDown() {
        record(host.ran(job.name(), SCHEDULE, HOUR));
        for (int round = 0; round < 8; round++) {
            start(job);
            assertThat(scheduler.close(BOUND)).isTrue();

            assertThat(runs()).hasSize(1);
        }
        scheduler = null;
    }

    @Test
    void sharesAJvmWithTheSchedulerOfAnotherStore() throws Exception {
        start(job);
        try (Store other =
                Store.open(new StoreSettings(folder.resolve("other"), Duration.ZERO, "a test"), TickingHost.CLOCK)) {
            ProbeJob otherJob = new ProbeJob(job.name(), SIX_HOURS, host, other);
            JobScheduler second = JobScheduler.create(TickingHost.NAME, other, ENGINE, host, heard);
            second.start(List.of(otherJob));

            job.awaitRun();
            otherJob.awaitRun();
            assertThat(second.close(BOUND)).isTrue();
        }
    }

    @Test
    void putsNothingIntoSqlButLettersDigitsAndDashes() {
        assertThat(ENGINE.schedulerName("a'; DROP TABLE run; --.example.com")).matches("[A-Za-z0-9_-]{1,120}");
        assertThat(ENGINE.schedulerName("a.b")).isNotEqualTo(ENGINE.schedulerName("a_b"));
        assertThat(ENGINE.schedulerName("ü".repeat(300))).hasSizeLessThan(120);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("the thread of a run was interrupted", e);
        }
    }
}
