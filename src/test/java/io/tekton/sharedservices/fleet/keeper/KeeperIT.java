package io.tekton.sharedservices.fleet.keeper;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.store.record.EveryRecord;
import io.tekton.sharedservices.testing.ChildJvm;
import io.tekton.sharedservices.testing.Rounds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        List<String> command = ChildJvm.command();
        command.addAll(List.of(
                KeeperChild.class.getName(),
                settings.url().orElseThrow().toString(),
                settings.user(),
                settings.passwordFile().orElseThrow().toString()));
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("child.log").toFile())
                .start();
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
                    KeeperWork.verify(handle);
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
        try (CentreConnection connection = CentreConnection.open(one, "test")) {
            return FleetVerification.ask(connection).stream()
                    .filter(result -> result.host().equals(host))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void whatIsOlderThanItIsKeptGoesAndTheRestStillVerifies() {
        String name = "aged-" + database;
        try (Member member = Member.of(temp.resolve("state"), postgres.enrol(database, name, false, temp))) {
            // the records of tests are of October 2026; this one is of now
            member.cleanup("aged-1", 1);
            member.cleanup("aged-2", 2);
            member.shipper.round(true);
            assertThat(terminations()).isEqualTo(2);
            long all = verified(name).events();
            postgres.sql(database, "UPDATE fleet.event SET happened_at = now() WHERE run_id = 'aged-2'");
            KeeperWork old = new KeeperWork(one);

            old.run(KeeperWork.Job.WATCH, Duration.ZERO, handle -> "projected");
            boolean done = new KeeperWork(kept(one))
                    .run(
                            KeeperWork.Job.RETENTION,
                            Duration.ofDays(1),
                            handle -> new KeeperWork(kept(one)).expire(handle) + " events removed");

            assertThat(done).isTrue();
            assertThat(terminations()).isEqualTo(1);
            assertThat(verified(name).events()).isEqualTo(all);
            member.cleanup("aged-3", 3);
            assertThat(member.shipper.round(true)).isTrue();
            assertThat(member.shipper.status().unshipped()).isZero();
        }
    }

    private static FleetSettings kept(FleetSettings settings) {
        return new FleetSettings(
                settings.url(),
                settings.user(),
                settings.passwordFile(),
                settings.caFile(),
                settings.name(),
                settings.shipEvery(),
                settings.heartbeat(),
                settings.silentAfter(),
                Duration.ofDays(1),
                settings.holdUnshipped(),
                settings.connection(),
                true);
    }

    private int terminations() {
        try (CentreConnection connection = CentreConnection.open(one, "test")) {
            FleetRecords records = new FleetRecords(connection);
            assertThat(records.runs(new RunQuery(null, null, null, null, null, 10)))
                    .isNotEmpty();
            return records.terminations(new TerminationQuery(null, null, null, null, null, null, null, null, 100, true))
                    .size();
        }
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
