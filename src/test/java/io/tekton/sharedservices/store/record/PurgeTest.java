package io.tekton.sharedservices.store.record;

import static io.tekton.sharedservices.journal.TerminationSignal.TERM;
import static io.tekton.sharedservices.store.Records.BOOT;
import static io.tekton.sharedservices.store.Records.HOST;
import static io.tekton.sharedservices.store.Records.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Retention;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.store.RawSql;
import io.tekton.sharedservices.store.Records;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.testing.Rounds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One run a day; day 100 is today. */
class PurgeTest {
    private static final Instant TODAY = START.plus(Duration.ofDays(100));
    private static final Clock CLOCK = Clock.fixed(TODAY, ZoneOffset.UTC);
    private static final Retention POLICY = policy(30, 60, Optional.empty());

    @TempDir
    static Path ofAll;

    @TempDir
    Path temp;

    private Store store;
    private SqlAuditLog log;

    @BeforeEach
    void open() {
        store = Records.ready(temp.resolve("state"));
        log = store.auditLog(BOOT, CLOCK);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Retention policy(int history, int failures, Optional<Duration> audit) {
        return new Retention(
                Optional.of(Duration.ofDays(history)),
                Optional.of(Duration.ofDays(failures)),
                audit,
                OptionalLong.empty());
    }

    private PurgeReport purge(Retention policy) {
        return store.purge(policy, BOOT, "op@command-line", CLOCK, () -> true);
    }

    private static Run begun(int day, boolean dryRun, Trigger trigger) {
        Run run = Records.run("run-%03d-%s".formatted(day, trigger), dryRun, START.plus(Duration.ofDays(day)));
        return new Run(
                run.id(),
                run.job(),
                run.host(),
                run.bootId(),
                run.bootMillis(),
                trigger,
                run.actor(),
                dryRun,
                run.startedAt(),
                null,
                RunOutcome.RUNNING,
                null,
                null,
                RunCounts.NONE);
    }

    private Run record(int day, RunOutcome outcome) {
        Run run = begun(day, false, Trigger.SCHEDULE);
        log.begin(run);
        log.decide(run.id(), List.of(Records.spared(13), Records.spared(14)), List.of());
        return end(run, outcome);
    }

    private Run end(Run run, RunOutcome outcome) {
        boolean well = outcome == RunOutcome.SUCCEEDED;
        Run ended = run.ended(
                run.startedAt().plusSeconds(9),
                outcome,
                well ? null : "a-reason",
                well ? null : "A sentence.",
                new RunCounts(5, 2, 0, 2, 0, 0, 0));
        log.finish(ended);
        return ended;
    }

    private Run signalling(int day) {
        Run run = begun(day, false, Trigger.SCHEDULE);
        log.begin(run);
        log.decide(run.id(), List.of(Records.orphan(12), Records.spared(13)), List.of(Records.intended(12, TERM)));
        log.append(run.id(), List.of(Records.signalled(12, TERM), Records.ended(12, TerminationResult.TERMINATED)));
        return end(run, RunOutcome.SUCCEEDED);
    }

    /** Recorded by the first test that asks for them: the others have a copy. */
    private void hundredDays() {
        Path state = temp.resolve("state");
        Path ready = ofAll.resolve("hundred-days");
        try {
            if (Files.exists(ready)) {
                close();
                copy(ready, state);
            } else {
                recordHundredDays();
                close();
                copy(state, Files.createDirectory(ready));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        to.resolve(file.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private void recordHundredDays() {
        for (int day = 1; day <= 100; day++) {
            record(day, day % 10 == 0 ? RunOutcome.FAILED : RunOutcome.SUCCEEDED);
        }
    }

    private List<String> runs() {
        return store.auditReader().runs(new RunQuery(null, null, null, null, null, 1_000)).stream()
                .map(Run::id)
                .toList();
    }

    private Intact intact() {
        var check = store.auditReader().verifyChain();
        assertThat(check).isInstanceOf(Intact.class);
        return (Intact) check;
    }

    @Test
    void keepsWhatIsNotShippedForAWhileLonger() {
        hundredDays();
        long half = store.auditReader().head().sequence() / 2;
        store.hold(() -> new Hold(0, Duration.ofDays(365)));
        assertThat(purge(POLICY).runs()).isZero();

        store.hold(() -> new Hold(half, Duration.ofDays(365)));
        long shipped = purge(POLICY).runs();
        assertThat(shipped).isPositive();
        assertThat(store.auditReader().eventsAfter(half, 1).get(0).sequence()).isEqualTo(half + 1);

        store.hold(() -> new Hold(0, Duration.ofDays(1)));
        assertThat(purge(POLICY).runs()).as("the bound").isPositive();
    }

    @Test
    void takesWhatIsTooOldAndKeepsFailuresLonger() {
        hundredDays();

        PurgeReport report = purge(POLICY);

        assertThat(runs())
                .hasSize(30 + 1 + 3)
                .contains("run-070-SCHEDULE", "run-040-SCHEDULE")
                .doesNotContain("run-069-SCHEDULE", "run-030-SCHEDULE");
        assertThat(report.runs()).isEqualTo(66);
        assertThat(report.verdicts()).isEqualTo(132);
        assertThat(report.events()).isEqualTo(198);
        assertThat(store.facts().verdicts()).isEqualTo(68);
        assertThat(purge(POLICY).runs()).as("a second time").isZero();
    }

    @Test
    void leavesAChainThatVerifiesAndSaysFromWhere() {
        hundredDays();
        long before = intact().events();

        purge(POLICY);

        Intact intact = intact();
        assertThat(intact.purged()).isEqualTo(198);
        assertThat(intact.from()).as("day 40 failed").isEqualTo(3 * 39 + 1);
        assertThat(intact.events()).isGreaterThan(before);
        record(101, RunOutcome.SUCCEEDED);
        assertThat(intact().events()).isEqualTo(intact.events() + 3);
    }

    @Test
    void keepsWhatWasSignalledAsLongAsTheAuditSays() {
        for (int day = 1; day <= 100; day++) {
            signalling(day);
        }

        assertThat(purge(POLICY).runs()).as("for ever").isZero();
        // terminations of these records were all requested on day 0
        assertThat(purge(policy(30, 60, Optional.of(Duration.ofDays(101)))).runs())
                .isZero();
        assertThat(purge(policy(30, 60, Optional.of(Duration.ofDays(99)))).runs())
                .isEqualTo(69);
        assertThat(store.facts().terminations()).isEqualTo(31);
        intact();
    }

    @Test
    void keptTerminationsStillShowTheirVerdictsAndPages() {
        hundredDays();
        signalling(150);
        signalling(2_000);
        Clock later = Clock.fixed(START.plus(Duration.ofDays(2_001)), ZoneOffset.UTC);

        store.purge(POLICY, BOOT, "op", later, () -> true);

        var reader = store.auditReader();
        var all = reader.terminations(new TerminationQuery(null, null, null, null, null, null, null, null, 10));
        assertThat(all).hasSize(2);
        assertThat(reader.terminations(new TerminationQuery(
                        null, null, null, null, null, null, null, all.get(0).sequence(), 10)))
                .containsExactly(all.get(1));
        assertThat(reader.run(all.get(1).runId())).isPresent();
        assertThat(reader.verdicts(all.get(1).runId())).hasSize(2);
        intact();
    }

    @Test
    void pagesGoOnBehindARunThatWasPurgedMeanwhile() {
        hundredDays();
        purge(policy(30, 365, Optional.empty()));

        List<Run> page = store.auditReader().runs(new RunQuery(null, null, null, null, "run-065-SCHEDULE", 100));

        assertThat(page).extracting(Run::id).startsWith("run-060-SCHEDULE").hasSize(6);
    }

    @Test
    void neverTakesARunThatIsUnderWayOrUnresolved() {
        Run running = begun(1, false, Trigger.SCHEDULE);
        log.begin(running);
        Run unresolved = begun(2, false, Trigger.MANUAL);
        log.begin(unresolved);
        log.decide(unresolved.id(), List.of(Records.orphan(12)), List.of(Records.intended(12, TERM)));
        end(unresolved, RunOutcome.FAILED);
        ninetyEightMore();

        purge(policy(1, 1, Optional.of(Duration.ofDays(1))));

        assertThat(runs()).contains(running.id(), unresolved.id());
        end(running, RunOutcome.SUCCEEDED);
        intact();
    }

    private void ninetyEightMore() {
        for (int day = 3; day <= 100; day++) {
            record(day, RunOutcome.SUCCEEDED);
            end(begunNow(day, Trigger.MANUAL), RunOutcome.FAILED);
        }
    }

    private Run begunNow(int day, Trigger trigger) {
        Run run = begun(day, false, trigger);
        log.begin(run);
        return run;
    }

    @Test
    void keepsTheNewestOfEachKindSoThatNoIntervalIsCutShort() {
        Run lastScheduled = record(1, RunOutcome.FAILED);
        Run skipped = begunNow(2, Trigger.CATCH_UP);
        end(skipped, RunOutcome.SKIPPED);
        Run lastLive = end(begunNow(3, Trigger.MANUAL), RunOutcome.SUCCEEDED);
        for (int day = 4; day <= 100; day++) {
            Run dry = begun(day, true, Trigger.MANUAL);
            log.begin(dry);
            end(dry, RunOutcome.SUCCEEDED);
        }

        assertThat(purge(policy(1, 1, Optional.of(Duration.ofDays(1)))).runs()).isPositive();

        var reader = store.auditReader();
        assertThat(reader.lastScheduledRun(lastScheduled.job(), HOST)).contains(lastScheduled);
        assertThat(reader.lastLiveRun(lastLive.job(), HOST)).contains(lastLive);
        assertThat(reader.wasSkippedSince(lastScheduled.job(), HOST, lastScheduled.id()))
                .isTrue();
    }

    @Test
    void aClockFarAheadMakesNothingOld() {
        hundredDays();
        Clock wrong = Clock.fixed(TODAY.plus(Duration.ofDays(10_000)), ZoneOffset.UTC);

        store.purge(POLICY, BOOT, "op", wrong, () -> true);

        assertThat(runs()).hasSizeGreaterThanOrEqualTo(32).contains("run-072-SCHEDULE");
    }

    @Test
    void takesTheOldestWhereTheRecordsGrowTooLarge() {
        Run signalled = signalling(0);
        recordHundredDays();
        long bytes = purge(new Retention(Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty()))
                .bytes();

        PurgeReport report = purge(
                new Retention(Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.of(bytes * 2 / 3)));

        assertThat(report.overSize()).isFalse();
        assertThat(report.bytes()).isLessThanOrEqualTo(bytes * 2 / 3);
        assertThat(runs())
                .contains("run-099-SCHEDULE", "run-010-SCHEDULE", signalled.id())
                .doesNotContain("run-001-SCHEDULE");
        intact();
    }

    /** The clock was set ahead by a century, and runs began meanwhile. */
    @ParameterizedTest
    @CsvSource({"23, 34", "25, 3"})
    void believesAClockThatWasSetAheadAfterADay(int hours, int kept) {
        hundredDays();
        Duration century = Duration.ofDays(36_500);
        for (Duration later : List.of(Duration.ofMinutes(9), Duration.ofHours(hours))) {
            Run begun = begun(100, false, Trigger.SCHEDULE);
            Run ahead = new Run(
                    "ahead-" + later,
                    begun.job(),
                    HOST,
                    BOOT,
                    begun.bootMillis() + later.toMillis(),
                    Trigger.SCHEDULE,
                    begun.actor(),
                    false,
                    begun.startedAt().plus(century).plus(later),
                    null,
                    RunOutcome.RUNNING,
                    null,
                    null,
                    RunCounts.NONE);
            log.begin(ahead);
            end(ahead, RunOutcome.SUCCEEDED);
        }
        Clock clock = Clock.fixed(TODAY.plus(century).plus(Duration.ofDays(2)), ZoneOffset.UTC);

        store.purge(POLICY, BOOT, "daily", clock, () -> true);

        assertThat(runs()).hasSize(kept);
        intact();
    }

    @Test
    void believesTheClockOfAHostThatCannotTellTheTimeSinceBoot() {
        for (int day : List.of(1, 50, 100)) {
            Run begun = begun(day, false, Trigger.SCHEDULE);
            log.begin(new Run(
                    begun.id(),
                    begun.job(),
                    HOST,
                    BOOT,
                    -1,
                    Trigger.SCHEDULE,
                    begun.actor(),
                    false,
                    begun.startedAt(),
                    null,
                    RunOutcome.RUNNING,
                    null,
                    null,
                    RunCounts.NONE));
            end(begun, RunOutcome.SUCCEEDED);
        }

        assertThat(purge(POLICY).runs()).isEqualTo(2);
    }

    @Test
    void saysWhenNothingMoreMayGo() {
        for (int day = 1; day <= 20; day++) {
            signalling(day);
        }

        PurgeReport report =
                purge(new Retention(Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.of(1)));

        assertThat(report.overSize()).isTrue();
        assertThat(runs()).hasSize(20);
    }

    @Test
    void stopsBetweenTwoStepsAndLeavesAWholeChain() {
        hundredDays();
        AtomicInteger asked = new AtomicInteger();

        PurgeReport report = store.purge(POLICY, BOOT, "daily", CLOCK, () -> asked.incrementAndGet() <= 1);

        assertThat(report.runs()).isBetween(1L, 65L);
        intact();
        purge(POLICY);
        assertThat(runs()).hasSize(34);
        assertThat(intact().purged()).isEqualTo(198);
    }

    @Test
    void takesBackSettingChangesByTheAuditsAge() {
        var changes = store.settingChanges(HOST, BOOT);
        changes.add(List.of(new RecordedSettingChange(TODAY.minus(Duration.ofDays(50)), "op", "file", "a", "1", "2")));
        changes.add(List.of(new RecordedSettingChange(TODAY.minus(Duration.ofDays(5)), "op", "file", "b", "1", "2")));
        record(100, RunOutcome.SUCCEEDED);

        assertThat(purge(POLICY).others()).isZero();
        assertThat(purge(policy(30, 60, Optional.of(Duration.ofDays(30)))).others())
                .isEqualTo(1);
        assertThat(changes.newest(10)).extracting(RecordedSettingChange::key).containsExactly("b");
        assertThat(intact().purged()).isPositive();
    }

    @Test
    void keepsTheSettingsThatWereStillInForceThen() throws SQLException {
        record(100, RunOutcome.SUCCEEDED);
        for (int daysAgo : new int[] {50, 40, 5}) {
            store.settingsInForce(HOST, BOOT)
                    .remember(TODAY.minus(Duration.ofDays(daysAgo)), Map.of("age", Integer.toString(daysAgo)));
        }

        PurgeReport report = purge(policy(30, 60, Optional.of(Duration.ofDays(30))));

        assertThat(report.others()).isEqualTo(1);
        intact();
        try (Connection connection = RawSql.ofStore(temp.resolve("state"))) {
            assertThat(RawSql.number(connection, "SELECT COUNT(*) FROM settings_in_force"))
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // a remaining event at the edge of a gap is removed, too
                "DELETE FROM audit_event WHERE sequence = 118",
                "DELETE FROM audit_event WHERE kind = 'PURGED'",
                "UPDATE audit_event SET facts = REPLACE(facts, '1-117:', '1-118:') WHERE kind = 'PURGED'",
                "UPDATE audit_event SET facts = REPLACE(facts, 'run-001', 'run-999') WHERE kind = 'PURGED'",
                "UPDATE audit_event SET kind = 'PURGED' WHERE sequence = 118",
                "UPDATE audit_event SET hash = REPEAT('0', 64) WHERE sequence = 118",
                // a purged event comes back
                "INSERT INTO audit_event SELECT installation, epoch, host, 117, kind, run_id, boot_id, process_boot_id, pid, start_ticks,"
                        + " happened_at, facts, hash FROM audit_event WHERE sequence = 118",
                "DELETE FROM audit_event WHERE sequence < 200",
                "DELETE FROM verdict WHERE run_id = 'run-040-SCHEDULE'",
                "UPDATE run SET message = 'other' WHERE id = 'run-040-SCHEDULE'"
            })
    void seesTamperingAfterAPurge(String tampering) throws SQLException {
        hundredDays();
        purge(POLICY);
        intact();

        try (Connection connection = RawSql.ofStore(temp.resolve("state"));
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(tampering)).isPositive();
        }

        assertThat(store.auditReader().verifyChain()).isInstanceOf(Broken.class);
    }

    @Test
    void seesAPurgeThatNamesEventsWhichStand() {
        hundredDays();
        purge(POLICY);
        var reader = store.auditReader();
        long last = intact().events();
        var purge = reader.eventsAfter(last - 1, 1).get(0);
        String forged = purge.facts()
                .replaceFirst("\"ranges\":\"[^\"]*", "\"ranges\":\"" + last + "-" + last + ":" + purge.hash());
        assertThat(forged).isNotEqualTo(purge.facts());

        append(purge, forged);

        assertThat(reader.verifyChain()).isInstanceOf(Broken.class);
    }

    /** As somebody would who can write to the store and knows how the chain is made. */
    private void append(AuditEvent like, String facts) {
        var event = AuditEvent.after(
                like.hash(),
                like.installation(),
                like.epoch(),
                HOST,
                like.sequence() + 1,
                like.kind(),
                like.runId(),
                BOOT,
                null,
                like.at(),
                facts);
        try (Connection connection = RawSql.ofStore(temp.resolve("state"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO audit_event SELECT installation, epoch, host, " + event.sequence()
                    + ", kind, run_id, boot_id, process_boot_id, pid, start_ticks, happened_at, '" + facts + "', '"
                    + event.hash() + "' FROM audit_event WHERE sequence = " + like.sequence());
            statement.executeUpdate("UPDATE audit_chain SET head_sequence = " + event.sequence() + ", head_hash = '"
                    + event.hash() + "'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Tag(Rounds.LONG_FORM)
    void givesBackTheSpaceOfWhatIsGoneWhileTheStoreStaysOpen() throws IOException {
        int days = Rounds.of(80, 300);
        for (int day = 1; day <= days; day++) {
            Run run = begun(day, false, Trigger.SCHEDULE);
            log.begin(run);
            log.decide(run.id(), longVerdicts(), List.of());
            end(run, RunOutcome.SUCCEEDED);
        }
        Clock later = Clock.fixed(START.plus(Duration.ofDays(days)), ZoneOffset.UTC);

        PurgeReport report = store.purge(policy(5, 5, Optional.empty()), BOOT, "op", later, () -> true);

        assertThat(report.fileBefore()).isGreaterThan(days * 100_000L);
        assertThat(report.fileAfter()).isLessThan(4L << 20);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(temp.resolve("state").resolve("store.mv.db"))))
                .isEqualTo("rw-------");
        assertThat(runs()).hasSize(6);
        record(days + 1, RunOutcome.SUCCEEDED);
        intact();
    }

    private static List<RecordedVerdict> longVerdicts() {
        return IntStream.range(1, 41)
                .mapToObj(pid -> {
                    RecordedVerdict short_ = Records.spared(pid);
                    return new RecordedVerdict(
                            short_.identity(),
                            short_.startedAt(),
                            1,
                            "op",
                            null,
                            "x".repeat(4_000) + pid,
                            "",
                            9_000,
                            "specialist",
                            short_.decision(),
                            "too-young",
                            "",
                            null,
                            null);
                })
                .toList();
    }
}
