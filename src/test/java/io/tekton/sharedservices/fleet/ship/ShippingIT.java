package io.tekton.sharedservices.fleet.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.fleet.FleetHost;
import io.tekton.sharedservices.fleet.FleetPostgres;
import io.tekton.sharedservices.fleet.HostState;
import io.tekton.sharedservices.fleet.centre.CentreConnection;
import io.tekton.sharedservices.fleet.centre.FleetRecords;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.fleet.ship.ShipStatus.State;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.store.Records;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.record.EveryRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real stores ship to a real PostgreSQL, and a keeper asks it. */
class ShippingIT {
    private static final TerminationQuery ALL =
            new TerminationQuery(null, null, null, null, null, null, null, null, 1_000, true);
    private static final RunQuery RUNS = new RunQuery(null, null, null, null, null, 1_000);

    @TempDir
    static Path ofAll;

    @TempDir
    Path temp;

    private static FleetPostgres postgres;
    private static String database;
    private static FleetSettings keeper;

    @BeforeAll
    static void start() {
        postgres = FleetPostgres.shared();
        database = postgres.centre();
        keeper = postgres.enrol(database, "keeper-1", true, ofAll);
    }

    private FleetSettings enrolled(String name) {
        return postgres.enrol(database, name, false, temp);
    }

    private static <T> T asked(Function<FleetRecords, T> question) {
        try (CentreConnection connection = CentreConnection.open(keeper, "test")) {
            return question.apply(new FleetRecords(connection));
        }
    }

    private static FleetHost host(String name) {
        return asked(records -> records.hosts(Duration.ofSeconds(45))).stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Run> runs(String host) {
        return asked(records -> records.runs(RUNS)).stream()
                .filter(run -> run.host().equals(host))
                .toList();
    }

    private static List<Termination> terminations(String host) {
        return asked(records -> records.terminations(ALL)).stream()
                .filter(termination -> termination.host().equals(host))
                .toList();
    }

    @Test
    void theCentreHasTheSameRowsAsTheStore() {
        try (Member member = new Member(EveryRecord.in(temp.resolve("state")), enrolled("every-record"))) {
            assertThat(member.shipper.round(true)).isTrue();

            assertThat(member.shipper.status().state()).isEqualTo(State.CONNECTED);
            assertThat(member.shipper.status().unshipped()).isZero();
            assertThat(terminations("every-record"))
                    .usingRecursiveComparison()
                    .ignoringFields("host", "sequence")
                    .isEqualTo(member.store.auditReader().terminations(ALL));
            assertThat(runs("every-record"))
                    .usingRecursiveComparison()
                    .ignoringFields("host")
                    .isEqualTo(member.store.auditReader().runs(RUNS));
            FleetHost seen = host("every-record");
            assertThat(seen.state()).isEqualTo(HostState.OK);
            assertThat(seen.shippedSequence())
                    .isEqualTo(member.store.auditReader().head().sequence());
            assertThat(seen.openRuns()).isEqualTo(1);
        }
    }

    @Test
    void twoHostsWithTheSameRunIdsAndNumbersDoNotMeet() {
        try (Member one = Member.of(temp.resolve("one"), enrolled("same-1"));
                Member other = Member.of(temp.resolve("other"), enrolled("same-2"))) {
            one.cleanup("same-run-1", 1);
            other.cleanup("same-run-2", 1);
            one.shipper.round(true);
            other.shipper.round(true);

            assertThat(terminations("same-1")).hasSize(1);
            assertThat(terminations("same-2")).hasSize(1);
        }
    }

    @Test
    void whatIsShippedTwiceIsThereOnce() {
        FleetSettings settings = enrolled("twice");
        try (Member member = Member.of(temp.resolve("state"), settings)) {
            member.cleanup("twice-1", 1);
            member.shipper.round(true);
            long shipped = member.shipper.status().shipped();
            Shipper again = new Shipper(
                    new StoreJournal(member.store.auditReader(), Records.HOST, "orphan-cleanup"),
                    settings,
                    new Shipper.Identity(Records.HOST, "1.0-test", "d1"),
                    Records.CLOCK,
                    new io.tekton.sharedservices.concurrent.StopFlag(),
                    null);

            assertThat(again.round(true)).isTrue();
            again.close();

            assertThat(again.status().shipped()).isEqualTo(shipped);
            assertThat(terminations("twice")).hasSize(1);
        }
    }

    @Test
    void aRunThatWasShippedWhileItWasOnEndsThereToo() {
        try (Member member = Member.of(temp.resolve("state"), enrolled("running"))) {
            Run run = Records.run("running-1", false, Records.START);
            member.store.auditLog(Records.BOOT, Records.CLOCK).begin(run);
            member.shipper.round(true);
            assertThat(runs("running")).extracting(Run::outcome).hasToString("[RUNNING]");

            member.store
                    .auditLog(Records.BOOT, Records.CLOCK)
                    .finish(Records.finished(run, io.tekton.sharedservices.journal.RunCounts.NONE));
            member.shipper.round(true);

            assertThat(runs("running")).extracting(Run::outcome).hasToString("[SUCCEEDED]");
        }
    }

    @Test
    void aStoreRestoredFromABackupBranchesOffAndLosesNothing() {
        FleetSettings settings = enrolled("restored");
        Path backup = temp.resolve("backup.sql");
        try (Member member = Member.of(temp.resolve("state"), settings)) {
            member.cleanup("restored-1", 1);
            member.store.backup(backup);
            member.cleanup("restored-2", 2);
            member.shipper.round(true);
        }
        Store restored =
                Store.restore(backup, new StoreSettings(temp.resolve("again"), Duration.ZERO, "a test"), Records.CLOCK);
        try (Member member = new Member(restored, settings)) {
            member.cleanup("restored-3", 3);

            assertThat(member.shipper.round(true)).isTrue();

            assertThat(member.shipper.status().state()).isEqualTo(State.CONNECTED);
            assertThat(member.shipper.status().unshipped()).isZero();
        }
        assertThat(runs("restored"))
                .extracting(Run::id)
                .containsExactlyInAnyOrder("restored-1", "restored-2", "restored-3");
        assertThat(terminations("restored")).hasSize(3);
        assertThat(host("restored").state()).isEqualTo(HostState.OK);
    }

    @Test
    void anOlderStateOfAStoreIsAForkUntilANewEpochBegins() throws IOException {
        FleetSettings settings = enrolled("rolled-back");
        Path state = temp.resolve("state");
        Path copy = temp.resolve("copy");
        try (Member member = Member.of(state, settings)) {
            member.cleanup("rolled-1", 1);
        }
        copy(state, copy);
        try (Member member = Member.of(state, settings)) {
            member.cleanup("rolled-2", 2);
            member.shipper.round(true);
        }
        try (Member member = Member.of(copy, settings)) {
            member.shipper.round(true);
            assertThat(member.shipper.status().state()).isEqualTo(State.FORKED);
            assertThat(member.shipper.status().problem()).contains("an older state of its store came back");
            assertThat(host("rolled-back").state()).isEqualTo(HostState.FORKED);

            member.cleanup("rolled-3", 3);
            member.shipper.round(true);
            assertThat(member.shipper.status().state()).isEqualTo(State.FORKED);
            assertThat(runs("rolled-back")).extracting(Run::id).containsExactlyInAnyOrder("rolled-1", "rolled-2");

            member.store.beginEpoch(Records.START.plusSeconds(9));
            member.shipper.round(true);
            assertThat(member.shipper.status().state()).isEqualTo(State.CONNECTED);
            assertThat(member.shipper.status().unshipped()).isZero();
        }
        assertThat(runs("rolled-back"))
                .extracting(Run::id)
                .containsExactlyInAnyOrder("rolled-1", "rolled-2", "rolled-3");
        assertThat(host("rolled-back").state()).isEqualTo(HostState.OK);
    }

    @Test
    void twoHoldersOfOneIdentityAreNoticed() throws IOException {
        FleetSettings settings = enrolled("cloned");
        Path state = temp.resolve("state");
        Path copy = temp.resolve("copy");
        Member.of(state, settings).close();
        copy(state, copy);
        try (Member one = Member.of(state, settings);
                Member other = Member.of(copy, settings)) {
            one.shipper.round(true);
            other.shipper.round(true);
            assertThat(host("cloned").state()).isEqualTo(HostState.OK);

            one.shipper.round(true);

            assertThat(one.shipper.status().state()).isEqualTo(State.CLONED);
            assertThat(host("cloned").state()).isEqualTo(HostState.CLONED);
        }
    }

    @Test
    void aHostThatIsQuietIsSilent() throws InterruptedException {
        FleetSettings settings = enrolled("quiet");
        assertThat(host("quiet").state()).isEqualTo(HostState.NEW);
        try (Member member = Member.of(temp.resolve("state"), settings)) {
            member.shipper.round(true);
        }
        assertThat(host("quiet").state()).isEqualTo(HostState.OK);
        postgres.sql(
                database,
                "UPDATE fleet.heartbeat SET seen_at = now() - INTERVAL '46 seconds' WHERE host_id ="
                        + " (SELECT id FROM fleet.host WHERE name = 'quiet')");

        assertThat(host("quiet").state()).isEqualTo(HostState.SILENT);
        assertThat(host("quiet").why()).startsWith("no heartbeat for 46s");
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
        try (var files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
