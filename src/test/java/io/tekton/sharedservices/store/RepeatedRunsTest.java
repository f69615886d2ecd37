package io.tekton.sharedservices.store;

import static io.tekton.sharedservices.journal.RunOutcome.FAILED;
import static io.tekton.sharedservices.journal.RunOutcome.REFUSED;
import static io.tekton.sharedservices.journal.RunOutcome.SUCCEEDED;
import static io.tekton.sharedservices.journal.TerminationSignal.TERM;
import static io.tekton.sharedservices.journal.Trigger.CATCH_UP;
import static io.tekton.sharedservices.journal.Trigger.MANUAL;
import static io.tekton.sharedservices.journal.Trigger.SCHEDULE;
import static io.tekton.sharedservices.store.Records.HOST;
import static io.tekton.sharedservices.store.Records.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.Repetition;
import io.tekton.sharedservices.journal.Retention;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.record.SqlAuditLog;
import io.tekton.sharedservices.store.record.SqlAuditReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Equal ends of runs by schedule, one after the other, are one record; one run an hour. */
class RepeatedRunsTest {
    private static final String JOB = "orphan-cleanup";
    private static final String MISSING = "registry-missing";

    @TempDir
    Path temp;

    private Store store;
    private SqlAuditLog log;
    private SqlAuditReader reader;
    private int hours;

    @BeforeEach
    void open() {
        store = Records.ready(temp.resolve("state"));
        log = store.auditLog(Records.BOOT, Records.CLOCK);
        reader = store.auditReader();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Run begun(Trigger trigger, boolean dryRun) {
        return begun(JOB, trigger, dryRun);
    }

    private Run begun(String job, Trigger trigger, boolean dryRun) {
        hours++;
        Run run = new Run(
                "run-%04d".formatted(hours),
                job,
                HOST,
                "boot-" + hours / 10,
                hours * 3_600_000L,
                trigger,
                "scheduler",
                dryRun,
                START.plus(Duration.ofHours(hours)),
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
        log.begin(run);
        return run;
    }

    private Run end(Run run, RunOutcome outcome, @Nullable String reason, @Nullable String message) {
        return log.finishOrRepeat(run.ended(
                run.startedAt().plusMillis(40), outcome, reason, message, new RunCounts(hours, 0, 0, 0, 0, 0, 0)));
    }

    private Run ran(Trigger trigger, RunOutcome outcome, @Nullable String reason, String message) {
        return end(begun(trigger, false), outcome, reason, reason == null ? null : message);
    }

    private Run refused() {
        return ran(SCHEDULE, REFUSED, MISSING, "It is missing.");
    }

    private List<Run> runs() {
        return reader.runs(new RunQuery(null, null, null, null, null, 1_000));
    }

    private void assertIntact() {
        assertThat(reader.verifyChain()).isInstanceOf(Intact.class);
    }

    @Test
    void aWeekOfEqualRefusalsIsOneRecordWithACount() {
        Run first = refused();
        for (int hour = 2; hour <= 168; hour++) {
            ran(hour % 6 == 0 ? CATCH_UP : SCHEDULE, REFUSED, MISSING, "It is missing.");
        }

        Repetition last = new Repetition(167, START.plus(Duration.ofDays(7)), "boot-16", 168 * 3_600_000L);
        assertThat(runs()).containsExactly(first.repeated(last));
        assertThat(reader.run(first.id())).contains(first.repeated(last));
        assertThat(store.facts().runs()).isEqualTo(1);
        assertIntact();
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry-empty", "platform-held", "platform-unwritable", "hour-unreadable"})
    void theScheduleGoesOnFromTheFirstOfTheRunsThatWereTriedAgain(String reason) {
        ran(SCHEDULE, SUCCEEDED, null, "");
        Run first = ran(SCHEDULE, REFUSED, reason, "One sentence.");
        Run repeated = ran(SCHEDULE, REFUSED, reason, "One sentence.");
        ran(SCHEDULE, REFUSED, reason, "Another sentence.");
        Run last = ran(SCHEDULE, SUCCEEDED, null, "");

        assertThat(repeated.repeats()).isEqualTo(1);
        assertThat(reader.beginOfRetries(last).id()).isEqualTo(first.id());
    }

    @Test
    void whatIsAskedOfTheLastRunIsAskedOfItsLastRepetitionOverARestartToo() {
        Run first = ran(SCHEDULE, FAILED, "internal-error", "A fault.");
        Run repeated = ran(SCHEDULE, FAILED, "internal-error", "A fault.");
        store.close();
        open();

        assertThat(repeated.id()).isEqualTo(first.id());
        assertThat(reader.lastScheduledRun(JOB, HOST)).contains(repeated.asLastRepeated());
        assertThat(reader.lastLiveRun(JOB, HOST)).contains(repeated.asLastRepeated());
        assertThat(reader.lastLiveRun(JOB, HOST).orElseThrow().startedAt()).isEqualTo(START.plus(Duration.ofHours(2)));
        assertThat(reader.lastRun(JOB, HOST)).contains(repeated);
        assertThat(reader.newestRun(JOB, HOST)).contains(repeated);
    }

    @ParameterizedTest
    @CsvSource({
        "SCHEDULE, REFUSED, registry-missing, Another sentence.",
        "SCHEDULE, REFUSED, registry-unreadable, It is missing.",
        "SCHEDULE, FAILED, registry-missing, It is missing.",
        "MANUAL, REFUSED, registry-missing, It is missing.",
    })
    void whatDiffersOrWasAskedForByAPersonIsARecordOfItsOwn(
            Trigger trigger, RunOutcome outcome, String reason, String message) {
        Run first = refused();
        Run second = ran(trigger, outcome, reason, message);
        Run third = ran(trigger, outcome, reason, message);
        Run fourth = refused();

        assertThat(second.repeats()).isZero();
        assertThat(third.repeats()).isEqualTo(trigger == MANUAL ? 0 : 1);
        assertThat(runs()).contains(first, fourth).hasSize(trigger == MANUAL ? 4 : 3);
        assertIntact();
    }

    @ParameterizedTest
    @ValueSource(strings = {"too-many-orphans", "store-unwritable"})
    void aRefusalThatIsNotTriedAgainSoonIsARecordOfItsOwn(String reason) {
        ran(SCHEDULE, REFUSED, reason, "A sentence.");
        ran(SCHEDULE, REFUSED, reason, "A sentence.");

        assertThat(runs()).hasSize(2);
    }

    @Test
    void aDryRunAndALiveOneAreTwoRecords() {
        refused();
        end(begun(SCHEDULE, true), REFUSED, MISSING, "It is missing.");
        end(begun(SCHEDULE, true), REFUSED, MISSING, "It is missing.");
        refused();

        assertThat(runs()).extracting(Run::repeats).containsExactly(0, 1, 0);
        assertIntact();
    }

    @Test
    void aRunInBetweenEndsTheRowAndOneOfAnotherJobDoesNot() {
        refused();
        log.begin(Records.sync(1, Trigger.FLAG));
        refused();
        end(begun(MANUAL, true), SUCCEEDED, null, null);
        refused();

        assertThat(reader.runs(new RunQuery(JOB, null, null, null, null, 9)))
                .extracting(Run::repeats)
                .containsExactly(0, 0, 1);
        assertIntact();
    }

    @Test
    void aFailureBehindASignalIsNeverFoldedNorOneWithAnIntent() {
        for (int number = 0; number < 2; number++) {
            Run run = begun(SCHEDULE, false);
            log.decide(run.id(), List.of(Records.orphan(12)), List.of(Records.intended(12, TERM)));
            log.append(
                    run.id(),
                    List.of(Records.signalled(12, TERM), Records.ended(12, TerminationResult.SPARED_ON_RECHECK)));
            end(run, FAILED, "stopped", "It was stopped.");
            assertThat(reader.mayHaveSignalled(run.id())).isTrue();
        }
        for (int number = 0; number < 2; number++) {
            Run run = begun(SCHEDULE, false);
            log.decide(run.id(), List.of(Records.orphan(12)), List.of(Records.intended(12, TERM)));
            log.append(run.id(), List.of(Records.ended(12, TerminationResult.NOT_SIGNALLED)));
            end(run, FAILED, "stopped", "It was stopped.");
            assertThat(reader.mayHaveSignalled(run.id())).isFalse();
        }

        assertThat(runs()).hasSize(4);
        assertIntact();
    }

    @ParameterizedTest
    @CsvSource({
        "TERMINATED, true",
        "KILLED, true",
        "SURVIVED, true",
        "DENIED, true",
        "UNCERTAIN, true",
        "GONE, false",
        "SPARED_ON_RECHECK, false",
        "NOT_SIGNALLED, false"
    })
    void aSignalIsRuledOutByTheResultAlone(TerminationResult result, boolean signalled) {
        Run run = begun(SCHEDULE, false);
        log.decide(run.id(), List.of(Records.orphan(12)), List.of(Records.intended(12, TERM)));
        assertThat(reader.mayHaveSignalled(run.id())).as("open").isTrue();
        log.append(run.id(), List.of(Records.ended(12, result)));

        assertThat(reader.mayHaveSignalled(run.id())).isEqualTo(signalled);
    }

    @Test
    void foldsWhatJudgedAndSignalledNothing() {
        for (int number = 0; number < 3; number++) {
            Run run = begun(SCHEDULE, false);
            log.decide(
                    run.id(),
                    List.of(Records.orphan(12).withResult(TerminationResult.NOT_SIGNALLED, null), Records.spared(13)),
                    List.of());
            end(run, REFUSED, "registry-collapsed", "Two are lost.");
        }

        assertThat(runs()).extracting(Run::repeats).containsExactly(2);
        assertThat(store.facts().verdicts()).isEqualTo(2);
        assertIntact();
    }

    @Test
    void theRowOfRetriesBeginsBehindTheLastRunThatWasNone() {
        Run well = ran(SCHEDULE, SUCCEEDED, null, "");
        assertThat(reader.beginOfRetries(well)).isEqualTo(well);
        Run first = refused();
        refused();
        Run other = ran(CATCH_UP, REFUSED, "registry-locked", "It is locked.");
        end(begun(MANUAL, false), SUCCEEDED, null, null);
        begun("config-sync", SCHEDULE, false);
        Run failed = ran(SCHEDULE, FAILED, "internal-error", "A fault.");
        Run last = ran(SCHEDULE, SUCCEEDED, null, "");

        for (Run run : List.of(other, failed, last)) {
            assertThat(reader.beginOfRetries(run).id()).isEqualTo(first.id());
        }
        Run next = ran(SCHEDULE, SUCCEEDED, null, "");
        assertThat(reader.beginOfRetries(next)).isEqualTo(next);
        Run crowded = ran(SCHEDULE, REFUSED, "too-many-orphans", "Sixty.");
        assertThat(reader.beginOfRetries(crowded)).isEqualTo(crowded);
        Run after = refused();
        assertThat(reader.beginOfRetries(after)).isEqualTo(after);
    }

    @Test
    void aRunThatACrashCutOffInTheRowStaysARecord() {
        refused();
        refused();
        begun(SCHEDULE, false);
        store.close();
        open();
        log.settleAbandoned(HOST, process -> "gone");
        refused();

        assertThat(runs())
                .extracting(run -> run.outcome() + " " + run.repeats())
                .containsExactly("REFUSED 0", "ABANDONED 0", "REFUSED 1");
        assertIntact();
    }

    @Test
    void cannotEndTwice() {
        refused();
        Run run = begun(SCHEDULE, false);
        end(run, REFUSED, MISSING, "It is missing.");

        assertThatThrownBy(() -> end(run, REFUSED, MISSING, "It is missing.")).isInstanceOf(AuditException.class);
        assertThat(runs()).extracting(Run::repeats).containsExactly(1);
    }

    @Test
    void isFoundByTheTimeOfItsLastRepetition() {
        Run first = refused();
        refused();
        refused();

        assertThat(reader.runs(new RunQuery(JOB, null, START.plus(Duration.ofMinutes(150)), null, null, 9)))
                .extracting(Run::id)
                .containsExactly(first.id());
        assertThat(reader.runs(new RunQuery(null, null, START.plus(Duration.ofMinutes(190)), null, null, 9)))
                .isEmpty();
        assertThat(reader.runs(new RunQuery(null, REFUSED, START.plus(Duration.ofHours(3)), null, null, 9)))
                .hasSize(1);
    }

    @Test
    void isPurgedWithAllItsEventsAndNotBeforeItsLastRepetitionIsOld() {
        for (int hour = 1; hour <= 200; hour++) {
            refused();
        }
        ran(SCHEDULE, REFUSED, "registry-locked", "It is locked.");
        Run lastOfAll = ran(SCHEDULE, REFUSED, "registry-locked", "It is locked.");

        assertThat(purged(Duration.ofHours(100))).isZero();
        assertThat(purged(Duration.ofHours(201).minusMinutes(30))).isZero();
        assertThat(purged(Duration.ofHours(300)))
                .as("the newest of its kind stays")
                .isEqualTo(1);
        assertThat(reader.run(lastOfAll.id())).contains(lastOfAll);

        hours += 1_000;
        ran(SCHEDULE, REFUSED, "registry-empty", "It is empty.");
        assertThat(purged(Duration.ofHours(1_210))).isEqualTo(1);
        assertThat(reader.run(lastOfAll.id())).isEmpty();
        assertThat(reader.verifyChain())
                .isInstanceOfSatisfying(
                        Intact.class, intact -> assertThat(intact.purged()).isEqualTo(2 * 202));
        refused();
        assertIntact();
    }

    private long purged(Duration now) {
        Clock clock = Clock.fixed(START.plus(now), ZoneOffset.UTC);
        Retention policy = new Retention(
                Optional.of(Duration.ofHours(1)),
                Optional.of(Duration.ofHours(1)),
                Optional.empty(),
                OptionalLong.empty());
        return store.purge(policy, Records.BOOT, "a test", clock, () -> true).runs();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE run SET repeats = 1",
                "UPDATE run SET repeats = 0",
                "UPDATE run SET repeats = 0, repeated_at = NULL, repeated_boot_id = NULL, repeated_boot_millis = NULL",
                "UPDATE run SET repeated_at = repeated_at - INTERVAL '1' HOUR",
                "UPDATE run SET repeated_boot_id = 'another'",
                "UPDATE run SET repeated_boot_millis = 1",
                "UPDATE run SET reason = 'registry-locked'",
                "DELETE FROM run",
                "DELETE FROM audit_event WHERE kind = 'RUN_REPEATED'",
                "INSERT INTO run SELECT 99, 'run-0002', job, host, boot_id, boot_millis, began_by, actor, dry_run,"
                        + " started_at, finished_at, outcome, reason, message, scanned, matched, orphans, spared,"
                        + " terminated, killed, failed, 0, NULL, NULL, NULL FROM run",
            })
    void noEditOfItGoesUnseen(String edit) throws SQLException {
        refused();
        refused();
        refused();
        assertIntact();

        try (Connection connection = RawSql.ofStore(temp.resolve("state"));
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(edit)).isPositive();
        }

        assertThat(reader.verifyChain()).isInstanceOf(Broken.class);
    }

    @Test
    void isKeptByABackup() {
        refused();
        Run repeated = refused();
        store.backup(temp.resolve("backup.sql"));

        try (Store restored = Store.restore(
                temp.resolve("backup.sql"),
                new StoreSettings(temp.resolve("other"), Duration.ZERO, "a test"),
                Records.CLOCK)) {
            assertThat(restored.auditReader().run(repeated.id())).contains(repeated);
            assertThat(restored.auditReader().verifyChain()).isInstanceOf(Intact.class);
        }
    }
}
