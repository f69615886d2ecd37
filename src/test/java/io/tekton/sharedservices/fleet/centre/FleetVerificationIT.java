package io.tekton.sharedservices.fleet.centre;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.fleet.FleetHost;
import io.tekton.sharedservices.fleet.FleetPostgres;
import io.tekton.sharedservices.fleet.HostState;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.fleet.ship.Member;
import io.tekton.sharedservices.fleet.ship.ShipStatus.State;
import io.tekton.sharedservices.journal.Retention;
import io.tekton.sharedservices.store.Records;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.record.EveryRecord;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the owner of the centre's database changes there, or what a restored backup of it lacks, is found. */
class FleetVerificationIT {
    private static final String NOT = " does not say what was recorded in ";

    @TempDir
    Path temp;

    private final FleetPostgres postgres = FleetPostgres.shared();
    private String database;
    private FleetSettings keeper;
    private String name;
    private Member member;

    @BeforeEach
    void start() {
        database = postgres.centre();
        keeper = postgres.enrol(database, "keeper-" + database, true, temp);
        name = "web-" + database;
        member = new Member(EveryRecord.in(temp.resolve("state")), postgres.enrol(database, name, false, temp));
        ship();
        assertThat(verified().difference()).isNull();
    }

    @AfterEach
    void end() {
        member.close();
    }

    /** Ships, and has the tables made. */
    private void ship() {
        member.shipper.round(true);
        try (CentreConnection connection = CentreConnection.open(keeper, "test")) {
            new CentreProjector(connection).run();
        }
    }

    private FleetCheck check() {
        return FleetVerification.ask(keeper, () -> {});
    }

    private ChainResult verified() {
        return check().journals().stream()
                .filter(result -> result.host().equals(name))
                .reduce((older, newer) -> newer)
                .orElseThrow();
    }

    private void sql(String statement) {
        postgres.sql(database, statement);
    }

    private long number(String query) {
        try (CentreConnection connection = CentreConnection.open(keeper, "test")) {
            return connection.ask(
                    "ask", handle -> handle.createQuery(query).mapTo(Long.class).one());
        }
    }

    private record Change(String sql, String named) {}

    private static final List<Change> CHANGES = List.of(
            new Change("UPDATE run SET orphans = orphans + 1 WHERE id = 'run-015'", NOT + "orphans of id run-015"),
            new Change("UPDATE run SET host = 'other' WHERE id = 'run-015'", NOT + "host of id run-015"),
            new Change("UPDATE run SET message = 'x' WHERE id = 'run-021'", NOT + "message of id run-021"),
            new Change("DELETE FROM termination WHERE run_id = 'run-015'", " has no row of run_id run-015, pid "),
            new Change(
                    "UPDATE termination SET result = 'GONE' WHERE run_id = 'run-027'",
                    NOT + "result of run_id run-027"),
            new Change("UPDATE verdict SET command = 'x' WHERE run_id = 'run-027'", NOT + "command of run_id run-027"),
            new Change("DELETE FROM config_change WHERE run_id = 'run-016'", " has no row of run_id run-016, number "),
            new Change("DELETE FROM leftover WHERE run_id = 'run-026'", " has no row of run_id run-026, number "),
            new Change("UPDATE leftover_action SET result = 'x'", NOT + "result of run_id run-"),
            new Change("UPDATE intervention SET outcome = 'x'", NOT + "outcome of sequence "),
            new Change("DELETE FROM setting_change", " has no row of sequence "),
            new Change("DELETE FROM paused_job", " has no row of host "),
            new Change(
                    "INSERT INTO paused_job SELECT host, 'x', reason, actor, since FROM paused_job LIMIT 1",
                    " has a row that is not in the journal: host "));

    @Test
    void namesTheRowThatIsNotAsRecorded() {
        FleetSettings owner = postgres.settings(database, FleetPostgres.OPERATOR, null);
        try (CentreConnection connection = CentreConnection.open(owner, "test")) {
            for (Change change : CHANGES) {
                ChainResult found = connection.ask("change", handle -> {
                    handle.begin();
                    assertThat(handle.execute(change.sql())).as(change.sql()).isPositive();
                    List<ChainResult> results = HostJournals.verify(handle, name);
                    handle.rollback();
                    return results.get(0);
                });
                String table = change.sql()
                        .replaceAll("^(UPDATE|DELETE FROM|INSERT INTO) (\\w+) .*|^DELETE FROM (\\w+)$", "$2$3");
                assertThat(found.difference()).as(change.sql()).startsWith("the table " + table + change.named());
                assertThat(found.firstBroken()).isPositive();
            }
        }
        assertThat(check().intact()).isTrue();
    }

    @Test
    void namesARunThatNoEventBegan() {
        sql("CREATE TABLE public.copy AS SELECT * FROM fleet.run WHERE id = 'run-015';"
                + " UPDATE public.copy SET id = 'run-900', sequence = sequence + 1;"
                + " INSERT INTO fleet.run SELECT * FROM public.copy");

        assertThat(verified().difference()).isEqualTo("the table run has a row that is in no journal: id run-900");
    }

    @Test
    void namesAVerdictThatNoEventDecided() {
        sql("CREATE TABLE public.more AS SELECT * FROM fleet.verdict WHERE run_id = 'run-015' LIMIT 1;"
                + " UPDATE public.more SET pid = 77, sequence = sequence + 1000;"
                + " INSERT INTO fleet.verdict SELECT * FROM public.more");

        assertThat(verified().difference())
                .startsWith("the table verdict has a row that is not in the journal: run_id run-015, pid 77");
    }

    @Test
    void namesRowsOfAHostThatNobodyEnrolled() {
        sql("INSERT INTO fleet.paused_job VALUES ('ghost', 'orphan-cleanup', 'r', 'a', now())");

        assertThat(verified().difference()).isNull();
        assertThat(check().strays()).containsExactly(new StrayRow("paused_job", "ghost", "job orphan-cleanup"));
        assertThat(check().intact()).isFalse();
    }

    /**
     * A keeper that was updated first makes no rows until the operator has brought the centre up to date, and all then.
     */
    @Test
    void aCentreOfBeforeTheNewestStepOfItsSchemaLosesNothing() {
        String old = postgres.centre();
        postgres.sql(
                old,
                "DROP INDEX fleet.termination_by_ended_owner;"
                        + " ALTER TABLE fleet.verdict DROP COLUMN ended_owner;"
                        + " ALTER TABLE fleet.termination DROP COLUMN ended_owner;"
                        + " DELETE FROM fleet.schema_history WHERE version = '5'");
        FleetSettings oldKeeper = postgres.enrol(old, "keeper-" + old, true, temp);
        try (Member host =
                new Member(EveryRecord.in(temp.resolve("old")), postgres.enrol(old, "web-" + old, false, temp))) {
            host.shipper.round(true);
            try (CentreConnection connection = CentreConnection.open(oldKeeper, "test")) {
                assertThatThrownBy(() -> new CentreProjector(connection).run())
                        .isInstanceOf(CentreException.class)
                        .hasMessageContaining("ended_owner");
            }

            assertThat(FleetSchema.init(postgres.settings(old, FleetPostgres.OPERATOR, null)))
                    .isEqualTo(new FleetSchema.Made("5", 1));
            try (CentreConnection connection = CentreConnection.open(oldKeeper, "test")) {
                assertThat(new CentreProjector(connection).run()).isPositive();
            }
        }

        FleetCheck check = FleetVerification.ask(oldKeeper, () -> {});
        assertThat(check.intact()).isTrue();
        assertThat(check.journals())
                .filteredOn(result -> result.host().equals("web-" + old))
                .hasSize(1)
                .allSatisfy(result -> assertThat(result.difference()).isNull());
    }

    /** Of a test of its own: the chain itself is in order. */
    private long cutTheLastEvents(int events) {
        long cut = number("SELECT max(sequence) FROM event") - events;
        sql("DELETE FROM fleet.event WHERE sequence > " + cut);
        sql("UPDATE fleet.chain SET head_sequence = " + cut + ", projected_sequence = " + cut
                + ", head_hash = (SELECT hash FROM fleet.event WHERE sequence = " + cut + ")");
        return cut;
    }

    @Test
    void anEndThatWasCutIsALossUntilTheHostHasShippedItAgain() {
        // the host remembers what was confirmed, and says it with its next heartbeat
        ship();
        long all = verified().events();
        member.cleanup("after-1", 40);
        ship();
        member.shipper.round(false);
        long confirmed = verified().events();
        long cut = cutTheLastEvents((int) (confirmed - all));

        assertThat(verified().difference())
                .isEqualTo("the journal ends here with event " + cut + ", and the centre had confirmed event "
                        + confirmed + " to the host: records were lost");
        assertThat(verified().firstBroken()).isEqualTo(cut + 1);

        member.shipper.round(false);
        assertThat(member.shipper.loss())
                .hasValueSatisfying(loss -> assertThat(loss).startsWith("the fleet's centre ends at event " + cut));
        assertThat(host().state()).isEqualTo(HostState.BROKEN);

        member.shipper.round(true);
        assertThat(host().state()).isEqualTo(HostState.OK);
        ChainResult again = verified();
        assertThat(again.events()).isEqualTo(confirmed);
        assertThat(again.note())
                .isEqualTo("the centre had lost events " + (cut + 1) + " to " + confirmed
                        + ", which the host has shipped again");
    }

    private FleetHost host() {
        try (CentreConnection connection = CentreConnection.open(keeper, "test")) {
            return new FleetRecords(connection)
                    .hosts(Duration.ofHours(1)).stream()
                            .filter(one -> one.name().equals(name))
                            .findFirst()
                            .orElseThrow();
        }
    }

    @Test
    void aJournalThatIsGoneIsALoss() {
        member.shipper.round(false);
        sql("DELETE FROM fleet.gap; DELETE FROM fleet.event; DELETE FROM fleet.chain");

        assertThat(verified().difference()).contains("the centre has nothing of this journal");
    }

    @Test
    void aRewrittenEventIsNotTheOneThatWasConfirmed() {
        member.shipper.round(false);
        long last = verified().events();
        // as one who recomputes the hashes, too
        sql("UPDATE fleet.event SET hash = repeat('a', 64) WHERE sequence = " + last);
        sql("UPDATE fleet.chain SET head_hash = repeat('a', 64)");

        assertThat(verified().difference())
                .isEqualTo("it is another event than the one that the centre had confirmed to the host");
        member.cleanup("after-1", 40);
        member.shipper.round(true);
        assertThat(member.shipper.status().state()).isEqualTo(State.FORKED);
        assertThat(member.shipper.status().problem()).contains("what was shipped has been changed");
    }

    @Test
    void aHostThatHasGoneOnIsNoFault() {
        member.cleanup("after-1", 40);
        member.shipper.round(false);

        ChainResult found = verified();

        assertThat(found.difference()).isNull();
        assertThat(found.lag()).isPositive();
    }

    @Test
    void aStoreThatWasRestoredWhileARunWasUnderWayIsNoFault() {
        Path backup = temp.resolve("backup.sql");
        member.store.backup(backup);
        // there it never ends; the restored store ends it
        member.cleanup("after-1", 40);
        ship();
        member.close();
        Store restored =
                Store.restore(backup, new StoreSettings(temp.resolve("again"), Duration.ZERO, "a test"), Records.CLOCK);
        member = new Member(restored, postgres.settings(database, "fleet-" + name, temp.resolve(name + ".secret")));
        member.store
                .auditLog(Records.BOOT, Records.CLOCK)
                .finish(Records.finished(
                        Records.run("run-030", true, Records.START.plus(Duration.ofDays(30))),
                        io.tekton.sharedservices.journal.RunCounts.NONE));
        member.cleanup("after-2", 50);
        ship();

        FleetCheck found = check();

        assertThat(found.journals()).hasSize(2).allMatch(ChainResult::intact);
        assertThat(found.strays()).isEmpty();
        sql("DELETE FROM fleet.termination WHERE run_id = 'after-2'");
        assertThat(verified().difference()).startsWith("the table termination has no row of run_id after-2");
    }

    @Test
    void whatTheHostPurgesStaysAndIsNoFault() {
        member.store.purge(
                new Retention(
                        Optional.of(Duration.ofDays(1)),
                        Optional.of(Duration.ofDays(1)),
                        Optional.of(Duration.ofDays(1)),
                        OptionalLong.empty()),
                Records.BOOT,
                "test",
                Clock.fixed(Records.START.plus(Duration.ofDays(60)), ZoneOffset.UTC),
                () -> true);
        ship();

        assertThat(verified().difference()).isNull();
        assertThat(number("SELECT count(*) FROM run")).isGreaterThan(5);
    }
}
