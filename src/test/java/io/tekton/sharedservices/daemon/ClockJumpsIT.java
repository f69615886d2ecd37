package io.tekton.sharedservices.daemon;

import static io.tekton.sharedservices.daemon.DaemonFixture.at;
import static io.tekton.sharedservices.daemon.DaemonFixture.await;
import static io.tekton.sharedservices.daemon.DaemonFixture.lives;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.daemon.DaemonFixture.Daemon;
import io.tekton.sharedservices.daemon.DaemonFixture.Ended;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.process.HostName;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.Trials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A real daemon on a host whose wall clock is set while it runs, by days and by a century, forward and back. */
@Tag(Rounds.LONG_FORM)
@EnabledOnOs(OS.LINUX)
class ClockJumpsIT {
    private static final Duration CENTURY = Duration.ofDays(36_525);
    private static final Duration HOUR = Duration.ofHours(1);

    /** Both clocks are read by this test and by the daemon, one after the other, and due times are in milliseconds. */
    private static final Duration APART = Duration.ofSeconds(3);

    @TempDir
    Path temp;

    private DaemonFixture house;
    private SyncHouse sync;
    private TurnedHostClock clock;
    private int port = 45_000;

    @BeforeEach
    void build() throws IOException {
        assumeTrue(TurnedHostClock.library().isPresent(), "needs libfaketime");
        house = new DaemonFixture(temp);
        clock = new TurnedHostClock(house.folder, house.environment);
        house.with("orphan-cleanup.schedule", "every 1h").with("config-sync.schedule", "every 1s");
        house.writeSettings();
        sync = new SyncHouse(house);
        sync.register(port);
    }

    @AfterEach
    void tearDown() {
        if (house != null) {
            house.close();
        }
    }

    @Test
    void jumpsOfTheClockBringNoRunForwardAndStopNothing() throws Exception {
        try (Trials trials = Trials.of("a failing part takes no other down", "jumps of the clock", Rounds.of(2, 8))) {
            long begun = System.nanoTime();
            Daemon daemon = house.run();
            await("the first cleanup", () -> "SUCCEEDED".equals(job("orphan-cleanup", "lastRun/outcome")));
            int orphan = house.orphan();

            for (int number = 0; trials.next(); number++) {
                clock.turn(offset(number, trials.random()));
                assertTheSyncGoesOn(trials.which());
                assertTheHourIsKept(begun, trials.which());
                assertThat(cleanups()).as(trials.which()).isEqualTo(1);
                assertThat(lives(orphan)).as(trials.which()).isTrue();
                trials.kept();
            }

            assertAFailureThatRepeatsItselfIsRecordedOnce();

            // a crash at one time, and the next start at another
            sync.register(++port);
            clock.turn(CENTURY);
            assertTheSyncGoesOn("before the crash");
            daemon.kill();
            clock.turn(Duration.ofDays(-1));
            Daemon second = house.run();
            assertTheSyncGoesOn("after the crash");
            assertTheHourIsKept(begun, "after the crash");
            assertThat(cleanups()).isEqualTo(1);
            assertThat(second.stop().code()).isZero();
            assertThat(lives(orphan)).isTrue();
            assertTheRecordIsInOrder();
        }
    }

    /** A day forward, a day back, a century forward, a century back, as it was; then by lot. */
    private static Duration offset(int number, Random random) {
        return switch (number) {
            case 0 -> Duration.ofDays(1);
            case 1 -> Duration.ofDays(-1);
            case 2 -> CENTURY;
            case 3 -> Duration.ofDays(-10_000);
            case 4 -> Duration.ZERO;
            default -> Duration.ofSeconds(random.nextLong(-800_000_000, 3_000_000_000L));
        };
    }

    /** Scheduled checks go on, at the time that the clock shows, and a flag is followed. */
    private void assertTheSyncGoesOn(String which) throws IOException {
        await("a look at the clock's time, " + which, () -> {
            Object last = job("config-sync", "lastTickAt");
            return last != null
                    && Duration.between(time(last), clock.now()).abs().compareTo(Duration.ofMinutes(10)) < 0;
        });
        sync.register(++port);
        sync.raiseFlag();
        await("port " + port + " in the configuration, " + which, () -> sync.port() == port);
        await("no flag is left, " + which, () -> sync.flags().isEmpty());
    }

    /** The newest run is the run recorded last, though others seem to be still to come. */
    private void assertAFailureThatRepeatsItselfIsRecordedOnce() throws IOException {
        sync.tearRegistry();
        sync.raiseFlag();
        await("a failed sync", () -> failedSyncs() == 1);
        long before = ticks();

        await("its repetitions", () -> ticks() >= before + 4);

        assertThat(failedSyncs()).isEqualTo(1);
        assertThat(job("config-sync", "lastRun/outcome")).isEqualTo("FAILED");
    }

    /** Nobody gets a run within the hour, and the next one is due an hour after the last, by the time that passed. */
    private void assertTheHourIsKept(long begun, String which) {
        Ended byHand = house.call("cleanup");
        assertThat(byHand.code()).as(which + byHand.all()).isEqualTo(5);
        assertThat(byHand.all()).as(which).contains("less than an hour ago");
        Ended reload = house.call("reload");
        assertThat(reload.code()).as(which + reload.all()).isZero();

        Duration passed = Duration.ofNanos(System.nanoTime() - begun);
        Instant before = clock.now();
        Instant due = time(job("orphan-cleanup", "nextRunAt"));

        assertThat(due)
                .as(which)
                .isBetween(
                        before.plus(HOUR).minus(passed).minus(APART),
                        clock.now().plus(HOUR).plus(APART));
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    void theRunThatIsDueComesThoughTheClockWasSetBackByADay() throws Exception {
        Duration ago = HOUR.minusSeconds(8);
        long lastAt = uptime().minus(ago).toMillis();
        assumeTrue(lastAt > 0, "needs a host that has been up for an hour");
        recordARun(lastAt, Instant.now().minus(ago));
        int orphan = house.orphan();
        Daemon daemon = house.run();

        clock.turn(Duration.ofDays(-1));
        await("the run that is due", () -> cleanups() == 2 && !lives(orphan));

        assertTheSyncGoesOn("after the run");
        assertThat(daemon.stop().code()).isZero();
        List<Run> runs = assertTheRecordIsInOrder();
        List<Long> starts = runs.stream()
                .filter(run -> run.job().equals("orphan-cleanup"))
                .map(Run::bootMillis)
                .toList();
        assertThat(starts.get(1) - starts.get(0)).isGreaterThanOrEqualTo(HOUR.toMillis());
    }

    private void recordARun(long bootMillis, Instant startedAt) {
        try (Store store = house.store()) {
            LinuxProcessTable table = LinuxProcessTable.open(Set.of(), Clock.systemUTC());
            Run run = new Run(
                    "run-before",
                    "orphan-cleanup",
                    HostName.read(),
                    table.bootId(),
                    bootMillis,
                    Trigger.SCHEDULE,
                    "scheduler",
                    false,
                    startedAt.truncatedTo(ChronoUnit.MILLIS),
                    null,
                    RunOutcome.RUNNING,
                    null,
                    null,
                    RunCounts.NONE);
            store.auditLog(table.bootId(), Clock.systemUTC()).begin(run);
            store.auditLog(table.bootId(), Clock.systemUTC())
                    .finish(run.ended(run.startedAt(), RunOutcome.SUCCEEDED, null, null, RunCounts.NONE));
        }
    }

    private static Duration uptime() {
        return LinuxProcessTable.open(Set.of(), Clock.systemUTC()).uptime();
    }

    /**
     * The chain is whole and all rows are as it says, their order included; none is open.
     *
     * @return all runs, in the order in which they began by the time since boot
     */
    private List<Run> assertTheRecordIsInOrder() {
        Ended verified = house.call("audit", "verify");
        assertThat(verified.code()).as(verified.all()).isZero();
        try (Store store = house.store()) {
            List<Run> runs = store.auditReader().runs(new RunQuery(null, null, null, null, null, 10_000));
            assertThat(runs).allSatisfy(run -> assertThat(run.finishedAt()).isNotNull());
            return runs.stream()
                    .sorted(Comparator.comparingLong(Run::bootMillis))
                    .toList();
        }
    }

    private long cleanups() {
        return house.runs().stream()
                .filter(run -> "orphan-cleanup".equals(at(run, "job")) && !"REFUSED".equals(at(run, "outcome")))
                .count();
    }

    private long ticks() {
        return ((Number) job("config-sync", "ticks")).longValue();
    }

    private long failedSyncs() {
        return house.runs().stream()
                .filter(run -> "config-sync".equals(at(run, "job")) && "FAILED".equals(at(run, "outcome")))
                .count();
    }

    private Object job(String name, String path) {
        List<?> jobs = (List<?>) house.status("jobs");
        return jobs.stream()
                .filter(job -> name.equals(at(job, "name")))
                .findFirst()
                .map(job -> at(job, path))
                .orElse(null);
    }

    private static Instant time(Object text) {
        return OffsetDateTime.parse((String) text).toInstant();
    }
}
