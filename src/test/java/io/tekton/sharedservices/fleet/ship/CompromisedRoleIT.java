package io.tekton.sharedservices.fleet.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.fleet.FleetPostgres;
import io.tekton.sharedservices.fleet.centre.CentreConnection;
import io.tekton.sharedservices.fleet.centre.CentreException;
import io.tekton.sharedservices.fleet.centre.CentreProbe;
import io.tekton.sharedservices.fleet.centre.Enrolment;
import io.tekton.sharedservices.fleet.centre.FleetRecords;
import io.tekton.sharedservices.fleet.centre.HostFunctions;
import io.tekton.sharedservices.fleet.centre.HostFunctions.Link;
import io.tekton.sharedservices.fleet.centre.Shipment;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.store.Records;
import io.tekton.sharedservices.store.chain.ChainHead;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an intruder with a host's password can do at the centre: nothing but to speak for that host. */
class CompromisedRoleIT {
    @TempDir
    static Path temp;

    private static FleetPostgres postgres;
    private static String database;
    private static FleetSettings intruder;
    private static FleetSettings keeper;
    private static Member victim;
    private static Member own;

    @BeforeAll
    static void start() {
        postgres = FleetPostgres.shared();
        database = postgres.centre();
        intruder = postgres.enrol(database, "intruder", false, temp);
        keeper = postgres.enrol(database, "watcher", true, temp);
        victim = Member.of(temp.resolve("victim"), postgres.enrol(database, "victim", false, temp));
        victim.cleanup("victim-1", 1);
        victim.shipper.round(true);
        own = Member.of(temp.resolve("own"), intruder);
        own.cleanup("intruder-1", 1);
        own.shipper.round(true);
        try (CentreConnection connection = CentreConnection.open(keeper, "test")) {
            new FleetRecords(connection).runs(new RunQuery(null, null, null, null, null, 10));
        }
    }

    @AfterAll
    static void end() {
        if (victim != null) {
            victim.close();
        }
        if (own != null) {
            own.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE fleet.event SET facts = '{}'",
                "DELETE FROM fleet.event",
                "TRUNCATE fleet.event",
                "DELETE FROM fleet.fork",
                "DELETE FROM fleet.loss",
                "UPDATE fleet.heartbeat SET seen_at = now()",
                "UPDATE fleet.run SET outcome = 'SUCCEEDED'",
                "DELETE FROM fleet.termination",
                "INSERT INTO fleet.pause (reason, actor) VALUES ('x', 'y')",
                "INSERT INTO fleet.host (name, role_name, keeper) VALUES ('x', 'y', true)",
                "INSERT INTO fleet.event (chain_id, sequence, epoch, label, kind, run_id, boot_id, happened_at, facts, hash)"
                        + " VALUES (1, 99, 'e', 'h', 'k', 'r', 'b', now(), '{}', 'h')",
                "SELECT * FROM fleet.event",
                "SELECT * FROM fleet.host",
                "SELECT * FROM fleet.termination",
                "SELECT rolpassword FROM pg_authid",
                "SET ROLE fleet_owner",
                "SET ROLE fleet_keeper",
                "SET ROLE postgres",
                "SET SESSION AUTHORIZATION \"fleet-victim\"",
                "CREATE TABLE fleet.mine (x INT)",
                "CREATE TABLE public.mine (x INT)",
                "CREATE TEMP TABLE mine (x INT)",
                "CREATE SCHEMA mine",
                "CREATE ROLE mine",
                "ALTER ROLE \"fleet-intruder\" CONNECTION LIMIT 100",
                "SELECT fleet.note_fork(1, 1, 1, 'a', 'b', 'c')",
                "SELECT fleet.caller()",
                "SELECT pg_read_file('/etc/passwd')",
                "COPY (SELECT 1) TO PROGRAM 'true'",
                "ALTER FUNCTION fleet.ship_v1(text, text, json, json) SET search_path = public",
                "CREATE OR REPLACE FUNCTION fleet.caller() RETURNS INT LANGUAGE sql AS 'SELECT 1'",
            })
    void refuses(String statement) {
        try (CentreConnection connection = CentreConnection.open(intruder, "test")) {
            assertThatThrownBy(() -> connection.ask("intrude", handle -> handle.execute(statement)))
                    .isInstanceOf(CentreException.class)
                    .hasMessageMatching("(?s).*(permission denied|must be owner|must have|only roles).*");
        }
    }

    @Test
    void cannotGoOnWithTheJournalOfAnotherHost() {
        ChainHead head = victim.store.auditReader().head();
        AuditEvent lie = AuditEvent.after(
                head.hash(),
                head.installation(),
                head.epoch(),
                "host",
                head.sequence() + 1,
                EventKind.TRIGGER_REPAIRED,
                "trigger-repair-1",
                "boot",
                null,
                Records.START,
                "{\"job\":\"x\",\"why\":\"y\"}");
        try (CentreConnection connection = CentreConnection.open(intruder, "test")) {
            Shipment shipment = new HostFunctions(connection)
                    .ship(head.installation(), head.epoch(), 0, AuditEvent.GENESIS, List.of(new Link.Event(lie)));

            assertThat(shipment.outcome()).isEqualTo(Shipment.Outcome.FORK);
            assertThat(shipment.sequence()).isEqualTo(head.sequence());
        }
        victim.cleanup("victim-2", 2);
        victim.shipper.round(true);
        assertThat(victim.shipper.status().state()).isEqualTo(ShipStatus.State.CONNECTED);
        assertThat(victim.shipper.status().unshipped()).isZero();
    }

    @Test
    void cannotEndARunOfAnotherHostThroughItsOwnJournal() {
        ChainHead head = own.store.auditReader().head();
        String foreign =
                "{\"failed\":0,\"finishedAt\":\"2026-10-25T00:30:00Z\",\"killed\":0,\"matched\":0,\"orphans\":0,"
                        + "\"outcome\":\"FAILED\",\"scanned\":0,\"spared\":0,\"terminated\":0}";
        Member third = Member.of(temp.resolve("third"), postgres.enrol(database, "third", false, temp));
        third.store.auditLog(Records.BOOT, Records.CLOCK).begin(Records.run("third-run", false, Records.START));
        third.shipper.round(true);
        AuditEvent end = AuditEvent.after(
                head.hash(),
                head.installation(),
                head.epoch(),
                "host",
                head.sequence() + 1,
                EventKind.RUN_FINISHED,
                "third-run",
                "boot",
                null,
                Records.START,
                foreign);
        try (CentreConnection connection = CentreConnection.open(intruder, "test")) {
            Shipment shipment = new HostFunctions(connection)
                    .ship(head.installation(), head.epoch(), 0, AuditEvent.GENESIS, List.of(new Link.Event(end)));
            assertThat(shipment.outcome()).isEqualTo(Shipment.Outcome.OK);
        }
        try (CentreConnection connection = CentreConnection.open(keeper, "test")) {
            assertThat(new FleetRecords(connection).runs(new RunQuery(null, null, null, null, null, 100)))
                    .filteredOn(run -> run.id().equals("third-run"))
                    .extracting(run -> run.outcome().name())
                    .containsExactly("RUNNING");
        } finally {
            third.close();
        }
    }

    @Test
    void anEventThatDoesNotFitItsHashIsRefusedAndNamed() {
        Member host = Member.of(temp.resolve("torn"), postgres.enrol(database, "torn", false, temp));
        host.cleanup("torn-1", 1);
        AuditEvent first = host.store.auditReader().eventsAfter(0, 1).get(0);
        AuditEvent changed = new AuditEvent(
                first.installation(),
                first.epoch(),
                first.host(),
                1,
                first.kind(),
                first.runId(),
                first.bootId(),
                null,
                first.at(),
                first.facts().replace("op@terminal", "somebody"),
                first.hash());
        try (CentreConnection connection =
                CentreConnection.open(postgres.settings(database, "fleet-torn", temp.resolve("torn.secret")), "test")) {
            Shipment shipment = new HostFunctions(connection)
                    .ship(first.installation(), first.epoch(), 0, AuditEvent.GENESIS, List.of(new Link.Event(changed)));

            assertThat(shipment.outcome()).isEqualTo(Shipment.Outcome.REFUSED);
            assertThat(shipment.why()).isEqualTo("event 1 (RUN_BEGUN) does not fit its hash and its predecessor's");
        } finally {
            host.close();
        }
    }

    @Test
    void aRetiredHostIsNotLetIn() {
        FleetSettings settings = postgres.enrol(database, "gone", false, temp);
        Member gone = Member.of(temp.resolve("gone"), settings);
        gone.shipper.round(true);
        try (CentreConnection operator =
                CentreConnection.open(postgres.settings(database, FleetPostgres.OPERATOR, null), "test")) {
            Enrolment.retire(operator, "gone");
        }

        assertThat(gone.shipper.round(true)).isFalse();
        assertThat(gone.shipper.status().state()).isEqualTo(ShipStatus.State.DENIED);
        assertThat(gone.shipper.status().problem()).contains("the host gone is retired");
        assertThat(gone.shipper.round(true)).isFalse();
        assertThat(gone.shipper.status().problem()).contains("not permitted to log in");
        gone.close();
    }

    @Test
    void doctorFindsNoExcessAndSeesATooMightyRole() {
        assertThat(CentreProbe.ask(intruder, Clock.systemUTC()).excess()).isEmpty();
        assertThat(CentreProbe.ask(intruder, Clock.systemUTC()).lacking()).isEmpty();
        assertThat(CentreProbe.letsInWithoutPassword(intruder)).isFalse();
        FleetSettings operator = postgres.settings(database, FleetPostgres.OPERATOR, null);
        assertThat(CentreProbe.ask(operator, Clock.systemUTC()).excess())
                .contains("is a superuser", "may delete rows of fleet.event");
        assertThat(CentreProbe.letsInWithoutPassword(operator)).isTrue();
    }

    @Test
    void doctorReadsItsClockOnlyOnceItIsConnected() {
        List<Long> connections = new ArrayList<>();
        try (CentreConnection operator =
                CentreConnection.open(postgres.settings(database, FleetPostgres.OPERATOR, null), "test")) {
            InstantSource asking = () -> {
                connections.add(operator.ask(
                        "count the connections",
                        handle -> handle.createQuery("SELECT COUNT(*) FROM pg_stat_activity WHERE datname ="
                                        + " current_database() AND application_name = 'shared-services doctor'")
                                .mapTo(Long.class)
                                .one()));
                return Instant.now();
            };

            CentreProbe.ask(intruder, asking);
        }

        assertThat(connections).containsExactly(1L, 1L);
    }

    @Test
    void sayWhatToDoWhereARoleHasNoRight() {
        assertThatThrownBy(() -> {
                    try (CentreConnection connection = CentreConnection.open(intruder, "test")) {
                        new FleetRecords(connection).hosts(Duration.ofSeconds(45));
                    }
                })
                .isInstanceOf(CentreException.class)
                .hasMessageContaining("keepers may read all records")
                .hasMessageContaining("--user ROLE --password-file FILE");
    }

    @Test
    void sayThatTheCentreIsNotMadeYet() {
        postgres.sql(FleetPostgres.OPERATOR, "CREATE DATABASE nothing_yet");
        FleetSettings operator = postgres.settings("nothing_yet", FleetPostgres.OPERATOR, null);
        assertThatThrownBy(() -> {
                    try (CentreConnection connection = CentreConnection.open(operator, "test")) {
                        Enrolment.of("early", false).run(connection);
                    }
                })
                .isInstanceOf(CentreException.class)
                .hasMessageContaining("fleet init");
    }

    @Test
    void noMoreThanThreeConnections() {
        FleetSettings settings = postgres.enrol(database, "greedy", false, temp);
        try (CentreConnection one = CentreConnection.open(settings, "1");
                CentreConnection two = CentreConnection.open(settings, "2");
                CentreConnection three = CentreConnection.open(settings, "3")) {
            assertThatThrownBy(() -> CentreConnection.open(settings, "4").close())
                    .hasMessageContaining("too many connections for role");
            assertThat(List.of(one, two, three)).doesNotContainNull();
        }
    }
}
