package io.tekton.sharedservices.store.record;

import static io.tekton.sharedservices.store.Records.HOST;
import static io.tekton.sharedservices.store.Records.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.Pause;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.store.Records;
import io.tekton.sharedservices.store.Store;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a schedule asks the store. */
class ScheduledRunsTest {
    private static final String JOB = "orphan-cleanup";

    @TempDir
    Path folder;

    private Store store;
    private SqlAuditReader reader;
    private int runs;

    @BeforeEach
    void open() {
        store = Records.ready(folder.resolve("state"));
        reader = store.auditReader();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Run rehearsed(Trigger trigger) {
        return recorded(JOB, HOST, trigger, RunOutcome.SUCCEEDED, START, true);
    }

    private Run recorded(String job, String host, Trigger trigger, RunOutcome outcome, Instant start) {
        return recorded(job, host, trigger, outcome, start, false);
    }

    private Run recorded(String job, String host, Trigger trigger, RunOutcome outcome, Instant start, boolean dryRun) {
        String reason = outcome == RunOutcome.SUCCEEDED || outcome == RunOutcome.RUNNING ? null : "min-interval";
        Run run = new Run(
                "run-%04d".formatted(++runs),
                job,
                host,
                Records.BOOT,
                7,
                trigger,
                "a test",
                dryRun,
                start,
                outcome == RunOutcome.RUNNING ? null : start,
                outcome,
                reason,
                null,
                RunCounts.NONE);
        store.auditLog(Records.BOOT, Records.CLOCK).begin(run);
        return run;
    }

    private Run recorded(Trigger trigger, RunOutcome outcome) {
        return recorded(JOB, HOST, trigger, outcome, START.plusSeconds(runs));
    }

    @ParameterizedTest
    @EnumSource(
            value = RunOutcome.class,
            names = {"RUNNING", "SUCCEEDED", "FAILED", "REFUSED", "ABANDONED"})
    void countsEveryScheduledRunButSkippedOnes(RunOutcome outcome) {
        assertThat(reader.lastScheduledRun(JOB, HOST)).isEmpty();
        recorded(Trigger.SCHEDULE, RunOutcome.SUCCEEDED);
        Run last = recorded(Trigger.CATCH_UP, outcome);
        recorded(Trigger.SCHEDULE, RunOutcome.SKIPPED);
        recorded(Trigger.MANUAL, RunOutcome.SUCCEEDED);
        recorded(Trigger.FLAG, RunOutcome.SUCCEEDED);
        recorded("config-sync", HOST, Trigger.SCHEDULE, RunOutcome.SUCCEEDED, START);
        recorded(JOB, "another", Trigger.SCHEDULE, RunOutcome.SUCCEEDED, START);

        assertThat(reader.lastScheduledRun(JOB, HOST)).contains(last);
    }

    @Test
    void takesTheRunThatWasRecordedLastWhateverItsClockSaid() {
        recorded(Trigger.SCHEDULE, RunOutcome.SUCCEEDED);
        Run last = recorded(JOB, HOST, Trigger.SCHEDULE, RunOutcome.SUCCEEDED, START.minusSeconds(90_000));

        assertThat(reader.lastScheduledRun(JOB, HOST)).contains(last);
        assertThat(reader.lastLiveRun(JOB, HOST)).contains(last);
        assertThat(reader.lastRun(JOB, HOST)).contains(last);
        assertThat(reader.newestRun(JOB, HOST)).contains(last);
    }

    @Test
    void theNewestIsAnyRunOfThatJobOnThatHost() {
        assertThat(reader.newestRun(JOB, HOST)).isEmpty();
        recorded(Trigger.SCHEDULE, RunOutcome.SUCCEEDED);
        Run newest = recorded(Trigger.MANUAL, RunOutcome.SKIPPED);
        recorded("config-sync", HOST, Trigger.SCHEDULE, RunOutcome.SUCCEEDED, START);
        recorded(JOB, "another", Trigger.SCHEDULE, RunOutcome.SUCCEEDED, START);

        assertThat(reader.newestRun(JOB, HOST)).contains(newest);
    }

    @Test
    void theLastIsTheNewestThatDidTheJobOrAScheduleThatCouldNot() {
        assertThat(reader.lastRun(JOB, HOST)).isEmpty();
        recorded(Trigger.MANUAL, RunOutcome.REFUSED);
        recorded(Trigger.CATCH_UP, RunOutcome.SKIPPED);
        rehearsed(Trigger.MANUAL);
        recorded("config-sync", HOST, Trigger.SCHEDULE, RunOutcome.SUCCEEDED, START);
        recorded(JOB, "another", Trigger.SCHEDULE, RunOutcome.SUCCEEDED, START);
        assertThat(reader.lastRun(JOB, HOST)).isEmpty();

        Run refused = recorded(Trigger.SCHEDULE, RunOutcome.REFUSED);
        assertThat(reader.lastRun(JOB, HOST)).contains(refused);
        Run byHand = recorded(Trigger.MANUAL, RunOutcome.FAILED);
        assertThat(reader.lastRun(JOB, HOST)).contains(byHand);
        Run dryBySchedule = rehearsed(Trigger.SCHEDULE);
        assertThat(reader.lastRun(JOB, HOST)).contains(dryBySchedule);
    }

    @Test
    void knowsWhetherARunWasSkippedSinceAnother() {
        assertThat(reader.wasSkippedSince(JOB, HOST, null)).isFalse();
        recorded(Trigger.SCHEDULE, RunOutcome.SKIPPED);
        assertThat(reader.wasSkippedSince(JOB, HOST, null)).isTrue();

        Run run = recorded(Trigger.SCHEDULE, RunOutcome.SUCCEEDED);
        recorded(Trigger.MANUAL, RunOutcome.SKIPPED);
        recorded("config-sync", HOST, Trigger.SCHEDULE, RunOutcome.SKIPPED, START);
        assertThat(reader.wasSkippedSince(JOB, HOST, run.id())).isFalse();

        recorded(Trigger.CATCH_UP, RunOutcome.SKIPPED);
        assertThat(reader.wasSkippedSince(JOB, HOST, run.id())).isTrue();
        assertThat(reader.wasSkippedSince(JOB, "another", run.id())).isFalse();
    }

    @Test
    void aPauseWithoutAReasonKeepsTheOneThatIsThere() {
        SqlPausedJobs pauses = store.pausedJobs(HOST, Records.BOOT);
        Pause second = new Pause(JOB, HOST, "B", "ann", START.plusSeconds(1));
        pauses.pause(new Pause(JOB, HOST, "A", "op", START));
        pauses.pause(second);
        pauses.pause(new Pause(JOB, HOST, "", "bob", START.plusSeconds(2)));
        pauses.pause(new Pause(JOB, HOST, " ", "bob", START.plusSeconds(3)));

        assertThat(pauses.of(JOB)).contains(second);
        assertThat(reader.verifyChain()).isInstanceOf(ChainCheck.Intact.class);

        Pause silent = new Pause("config-sync", HOST, "", "bob", START);
        pauses.pause(silent);
        assertThat(pauses.of("config-sync")).contains(silent);
    }

    @Test
    void aPauseHoldsUnderAnotherNameOfTheHostUntilItIsResumedThere() {
        Pause pause = new Pause(JOB, HOST, "do not touch", "op", START);
        store.pausedJobs(HOST, Records.BOOT).pause(pause);
        SqlPausedJobs renamed = store.pausedJobs("another", Records.BOOT);

        assertThat(renamed.of(JOB)).contains(pause);

        Pause replacing = new Pause(JOB, "another", "still not", "op", START.plusSeconds(1));
        renamed.pause(replacing);
        assertThat(renamed.all()).containsExactly(replacing);
        renamed.resume(JOB, START.plusSeconds(2));

        assertThat(renamed.all()).isEmpty();
        assertThat(store.pausedJobs(HOST, Records.BOOT).all()).isEmpty();
        assertThat(reader.verifyChain()).isInstanceOf(ChainCheck.Intact.class);
    }

    @Test
    void remembersWhichJobsArePausedOverAReopening() {
        Pause pause = new Pause(JOB, HOST, "it's a «test»", "op", START);
        store.pausedJobs(HOST, Records.BOOT)
                .pause(new Pause(JOB, HOST, "an older reason", "op", START.minusSeconds(9)));
        store.pausedJobs(HOST, Records.BOOT).pause(pause);
        store.close();
        open();

        assertThat(store.pausedJobs(HOST, Records.BOOT).all()).containsExactly(pause);
        assertThat(store.pausedJobs(HOST, Records.BOOT).of(JOB)).contains(pause);
        assertThat(store.pausedJobs(HOST, Records.BOOT).of("config-sync")).isEmpty();

        store.pausedJobs(HOST, Records.BOOT).resume(JOB, START);
        store.pausedJobs(HOST, Records.BOOT).resume(JOB, START);
        assertThat(store.pausedJobs(HOST, Records.BOOT).all()).isEmpty();
    }
}
