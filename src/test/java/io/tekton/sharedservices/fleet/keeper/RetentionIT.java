package io.tekton.sharedservices.fleet.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.fleet.FleetPostgres;
import io.tekton.sharedservices.fleet.centre.CentreConnection;
import io.tekton.sharedservices.fleet.centre.ChainResult;
import io.tekton.sharedservices.fleet.centre.FleetRecords;
import io.tekton.sharedservices.fleet.centre.FleetVerification;
import io.tekton.sharedservices.fleet.centre.KeeperWork;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.fleet.ship.Member;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.store.record.EveryRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leaves the centre when it is old enough. */
class RetentionIT {
    @TempDir
    Path temp;

    private final FleetPostgres postgres = FleetPostgres.shared();
    private String database;
    private FleetSettings one;

    @BeforeEach
    void start() {
        database = postgres.centre();
        one = postgres.enrol(database, "one-" + database, true, temp);
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
            boolean done = new KeeperWork(kept(one, Duration.ofDays(1)))
                    .run(
                            KeeperWork.Job.RETENTION,
                            Duration.ofDays(1),
                            handle -> new KeeperWork(kept(one, Duration.ofDays(1))).expire(handle) + " events removed");

            assertThat(done).isTrue();
            assertThat(terminations()).isEqualTo(1);
            assertThat(verified(name).events()).isEqualTo(all);
            member.cleanup("aged-3", 3);
            assertThat(member.shipper.round(true)).isTrue();
            assertThat(member.shipper.status().unshipped()).isZero();
        }
    }

    @Test
    void theRowsThatStayAreThoseOfTheEventsThatStay() {
        String name = "halved-" + database;
        try (Member member =
                new Member(EveryRecord.in(temp.resolve("state")), postgres.enrol(database, name, false, temp))) {
            member.shipper.round(true);
            KeeperWork work = new KeeperWork(one);
            work.run(KeeperWork.Job.WATCH, Duration.ZERO, handle -> "projected");
            assertThat(verified(name).difference()).isNull();
            int before = runs().size();

            work.run(KeeperWork.Job.RETENTION, Duration.ZERO, handle -> {
                long gone = new KeeperWork(kept(one, Duration.ofDays(1))).expire(handle);
                assertThat(gone).isPositive();
                return gone + " events removed";
            });

            assertThat(verified(name).difference()).isNull();
            assertThat(runs()).hasSizeLessThan(before);
        }
    }

    private List<Run> runs() {
        try (CentreConnection connection = CentreConnection.open(one, "test")) {
            return new FleetRecords(connection).runs(new RunQuery(null, null, null, null, null, 100));
        }
    }

    private static FleetSettings kept(FleetSettings settings, Duration keep) {
        return new FleetSettings(
                settings.url(),
                settings.user(),
                settings.passwordFile(),
                settings.caFile(),
                settings.name(),
                settings.shipEvery(),
                settings.heartbeat(),
                settings.silentAfter(),
                keep,
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

    private ChainResult verified(String host) {
        return FleetVerification.ask(one, () -> {}).journals().stream()
                .filter(result -> result.host().equals(host))
                .findFirst()
                .orElseThrow();
    }
}
