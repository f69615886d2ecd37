package io.tekton.sharedservices.fleet.keeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.daemon.TurnedHostClock;
import io.tekton.sharedservices.fleet.FleetHost;
import io.tekton.sharedservices.fleet.FleetPostgres;
import io.tekton.sharedservices.fleet.HostState;
import io.tekton.sharedservices.fleet.centre.CentreConnection;
import io.tekton.sharedservices.fleet.centre.ChainResult;
import io.tekton.sharedservices.fleet.centre.FleetRecords;
import io.tekton.sharedservices.fleet.centre.FleetVerification;
import io.tekton.sharedservices.fleet.centre.KeeperWork;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.fleet.ship.Member;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.store.record.EveryRecord;
import io.tekton.sharedservices.testing.ChildJvm;
import io.tekton.sharedservices.testing.Rounds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keepers with a real clustered Quartz on a real PostgreSQL. */
class KeeperIT {
    private static final Duration TAKE_OVER = Duration.ofSeconds(20);

    @TempDir
    Path temp;

    private final FleetPostgres postgres = FleetPostgres.shared();
    private final List<AutoCloseable> open = new ArrayList<>();
    private String database;
    private FleetSettings one;
    private FleetSettings two;

    @BeforeEach
    void start() {
        database = postgres.centre();
        // roles are of the whole server
        one = postgres.enrol(database, "one-" + database, true, temp);
        two = postgres.enrol(database, "two-" + database, true, temp);
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private Keeper keeper(FleetSettings settings, Clock clock) {
        Keeper keeper = new Keeper(settings, clock, KeeperChild.QUICK);
        open.add(keeper);
        keeper.start();
        return keeper;
    }

    private Process child(FleetSettings settings) throws IOException {
        return child(settings, Map.of());
    }

    private Process child(FleetSettings settings, Map<String, String> environment) throws IOException {
        List<String> command = ChildJvm.command();
        command.addAll(List.of(
                KeeperChild.class.getName(),
                settings.url().orElseThrow().toString(),
                settings.user(),
                settings.passwordFile().orElseThrow().toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("child.log").toFile());
        builder.environment().putAll(environment);
        Process child = builder.start();
        open.add(child::destroyForcibly);
        return child;
    }

    private record Record(long times, String keeper) {}

    private Record record(KeeperWork.Job job) {
        try (CentreConnection connection = CentreConnection.open(one, "test")) {
            return connection.ask(
                    "read",
                    handle -> handle.createQuery("SELECT times, keeper FROM keeper_job WHERE name = :name")
                            .bind("name", job.name())
                            .map((rows, context) -> new Record(rows.getLong(1), rows.getString(2)))
                            .findOne()
                            .orElse(new Record(0, "")));
        }
    }

    private boolean keeps(FleetSettings settings, long moreThan) {
        Record now = record(KeeperWork.Job.WATCH);
        return now.times() > moreThan && now.keeper().equals(settings.user());
    }

    @Test
    void oneOfTwoKeepersDoesEachJobAndAHostThatGoesSilentIsNoticed() throws Exception {
        try (Member member = new Member(
                EveryRecord.in(temp.resolve("state")), postgres.enrol(database, "silent-" + database, false, temp))) {
            member.shipper.round(true);
        }
        Keeper first = keeper(one, Clock.systemUTC());
        Keeper second = keeper(two, Clock.systemUTC());
        long began = System.nanoTime();
        await(() -> record(KeeperWork.Job.WATCH).times() >= 3, Duration.ofSeconds(40));
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);

        assertThat(record(KeeperWork.Job.WATCH).times())
                .as("every 3 s, by two keepers together, in %s s", seconds)
                .isLessThanOrEqualTo(seconds / 3 + 2);
        assertThat(record(KeeperWork.Job.VERIFY).times()).isPositive();
        assertThat(record(KeeperWork.Job.RETENTION).times()).isEqualTo(1);
        await(
                () -> java.util.stream.Stream.of(first, second)
                        .flatMap(keeper -> keeper.state().hosts().stream())
                        .anyMatch(host -> host.name().startsWith("silent-") && host.state() == HostState.SILENT),
                Duration.ofSeconds(15));
    }

    @Test
    void anotherTakesOverFromAKilledKeeper() throws Exception {
        Process child = child(one);
        await(() -> keeps(one, 0), Duration.ofSeconds(30));
        keeper(two, Clock.systemUTC());
        long before = record(KeeperWork.Job.WATCH).times();

        child.destroyForcibly().waitFor();

        await(() -> keeps(two, before + 1), TAKE_OVER);
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    void aFrozenKeeperKeepsNobodyAndDoesNothingTwice() throws Exception {
        Process child = child(one);
        await(() -> keeps(one, 0), Duration.ofSeconds(30));
        keeper(two, Clock.systemUTC());
        signal(child, "STOP");
        long before = record(KeeperWork.Job.WATCH).times();
        long began = System.nanoTime();

        await(() -> keeps(two, before + 1), TAKE_OVER);
        signal(child, "CONT");
        TimeUnit.SECONDS.sleep(4);

        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
        assertThat(record(KeeperWork.Job.WATCH).times() - before).isLessThanOrEqualTo(seconds / 3 + 2);
    }

    @Test
    void anotherTakesOverFromAKeeperWhoseClockWasSetHalfAMinuteAhead() throws Exception {
        assumeTrue(TurnedHostClock.library().isPresent(), "needs libfaketime");
        Map<String, String> environment = new HashMap<>();
        TurnedHostClock hostClock = new TurnedHostClock(temp, environment);
        child(one, environment);
        await(() -> keeps(one, 0), Duration.ofSeconds(40));
        keeper(two, Clock.systemUTC());
        long before = record(KeeperWork.Job.WATCH).times();
        long began = System.nanoTime();

        hostClock.turn(Duration.ofSeconds(30));

        await(() -> keeps(two, before + 1), TAKE_OVER);
        await(() -> keeps(two, before + 3), TAKE_OVER);
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
        assertThat(record(KeeperWork.Job.WATCH).times() - before).isLessThanOrEqualTo(seconds / 3 + 2);
    }

    @Test
    void aKeeperWithAWrongClockLeaves() throws Exception {
        Keeper wrong = keeper(one, Clock.offset(Clock.systemUTC(), Duration.ofSeconds(30)));
        await(() -> wrong.state().problem() != null, Duration.ofSeconds(20));

        assertThat(wrong.state().working()).isFalse();
        assertThat(wrong.state().problem())
                .startsWith("this keeper's clock is ")
                .contains(" ms ahead of the centre's: it does no work until the clock is right");
        assertThat(record(KeeperWork.Job.WATCH).times()).isZero();
        assertThat(new KeeperWork(one).clockAhead(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-2))))
                .isBetween(Duration.ofSeconds(-4), Duration.ofSeconds(-1));
    }

    @Test
    void theVerificationNamesTheFirstEventThatWasChanged() {
        String name = "verified-" + database;
        long changed;
        try (Member member =
                new Member(EveryRecord.in(temp.resolve("state")), postgres.enrol(database, name, false, temp))) {
            member.shipper.round(true);
            assertThat(verified(name).difference()).isNull();
            assertThat(verified(name).ownHead()).isEqualTo(verified(name).events());
            changed = member.store.auditReader().eventsAfter(0, 10_000).stream()
                    .filter(event -> event.kind() == EventKind.RUN_FINISHED)
                    .mapToLong(AuditEvent::sequence)
                    .max()
                    .orElseThrow();
        }

        postgres.sql(database, "UPDATE fleet.event SET facts = replace(facts, ':', ': ') WHERE sequence = " + changed);

        assertThat(verified(name).firstBroken()).isEqualTo(changed);
        assertThat(verified(name).difference()).isEqualTo("it does not fit its hash and its predecessor's");
        postgres.sql(database, "DELETE FROM fleet.event WHERE sequence = " + (changed - 1));
        assertThat(verified(name).firstBroken()).isEqualTo(changed);
        assertThat(verified(name).difference()).isEqualTo("the event before it is missing");
        assertThat(new KeeperWork(one).run(KeeperWork.Job.VERIFY, Duration.ofHours(1), handle -> {
                    new KeeperWork(one).verify(handle);
                    return "done";
                }))
                .isTrue();
        try (CentreConnection connection = CentreConnection.open(one, "test")) {
            assertThat(new FleetRecords(connection).hosts(Duration.ofHours(1)))
                    .filteredOn(host -> host.name().equals(name))
                    .extracting(FleetHost::state)
                    .containsExactly(HostState.BROKEN);
        }
        postgres.sql(database, "DELETE FROM fleet.event WHERE sequence > 2");
        assertThat(verified(name).difference()).isNotNull();
    }

    private ChainResult verified(String host) {
        return FleetVerification.ask(one, () -> {}).journals().stream()
                .filter(result -> result.host().equals(host))
                .findFirst()
                .orElseThrow();
    }

    private static void signal(Process process, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("within %s", atMost).isNegative();
            TimeUnit.MILLISECONDS.sleep(250);
        }
    }
}
