package io.tekton.sharedservices.fleet.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.doctor.Check;
import io.tekton.sharedservices.doctor.FleetChecks;
import io.tekton.sharedservices.fleet.Authority;
import io.tekton.sharedservices.fleet.FleetPostgres;
import io.tekton.sharedservices.fleet.centre.CentreConnection;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.fleet.settings.FleetUrl;
import io.tekton.sharedservices.journal.Retention;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way to a centre that speaks TLS, with a real PostgreSQL and certificates of this test. */
class TlsIT {
    private static final Retention FOREVER =
            new Retention(Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty());

    @TempDir
    static Path temp;

    private static FleetPostgres postgres;
    private static String database;
    private static FleetSettings enrolled;
    private static Authority ours;
    private static Authority theirs;
    private static Authority.Certificate right;
    private static Authority.Certificate ofAnotherName;

    @BeforeAll
    static void start() throws Exception {
        postgres = FleetPostgres.make();
        database = postgres.centre();
        enrolled = postgres.enrol(database, "tls", false, temp);
        ours = new Authority(postgres.data().resolve("ours"));
        theirs = new Authority(temp.resolve("theirs"));
        right = ours.certify("right", "dns:localhost");
        ofAnotherName = ours.certify("other", "dns:db.example");
    }

    @AfterAll
    static void end() {
        if (postgres != null) {
            postgres.close();
        }
    }

    private static FleetSettings settings(Authority trusted) throws Exception {
        return new FleetSettings(
                Optional.of(new FleetUrl("localhost", postgres.port(), database)),
                enrolled.user(),
                enrolled.passwordFile(),
                Optional.of(trusted.root()),
                Optional.empty(),
                enrolled.shipEvery(),
                enrolled.heartbeat(),
                enrolled.silentAfter(),
                enrolled.keep(),
                enrolled.holdUnshipped(),
                enrolled.connection(),
                false);
    }

    private static ShipStatus shipped(FleetSettings settings, Path state) {
        try (Member member = Member.of(state, settings)) {
            member.cleanup("tls-1", 1);
            member.shipper.round(true);
            return member.shipper.status();
        }
    }

    private static List<Check> doctor(FleetSettings settings) {
        return new FleetChecks(settings, FOREVER, Clock.systemUTC()).checks(null);
    }

    private static Check named(List<Check> checks, String name) {
        return checks.stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shipsToTheRightServerAndDoctorFindsNothing() throws Exception {
        postgres.speaksTls(Optional.of(right));
        postgres.lets("hostssl", "scram-sha-256");
        FleetSettings settings = settings(ours);

        ShipStatus status = shipped(settings, temp.resolve("right"));

        assertThat(status.problem()).isNull();
        assertThat(status.state()).isEqualTo(ShipStatus.State.CONNECTED);
        assertThat(status.unshipped()).isZero();
        try (CentreConnection connection = CentreConnection.open(settings, "test")) {
            assertThat(connection.<Boolean>ask(
                            "ask",
                            handle -> handle.createQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
                                    .mapTo(Boolean.class)
                                    .one()))
                    .isTrue();
        }
        assertThat(doctor(settings)).allMatch(Check::ok);
        assertThat(named(doctor(settings), "fleet entrance").detail())
                .isEqualTo("the server refuses a connection without password or encryption");
    }

    @Test
    void doctorWarnsOfAServerThatLetsInWithoutEncryption() throws Exception {
        postgres.speaksTls(Optional.of(right));
        postgres.lets("host", "scram-sha-256");

        Check found = named(doctor(settings(ours)), "fleet entrance");

        assertThat(found.ok()).isFalse();
        assertThat(found.detail()).isEqualTo("the server lets fleet-tls in without encryption");
        assertThat(found.remedy()).contains("hostssl");
    }

    @Test
    void doctorWarnsOfAServerThatLetsInWithoutAPassword() throws Exception {
        postgres.speaksTls(Optional.of(right));
        postgres.lets("host", "trust");

        assertThat(named(doctor(settings(ours)), "fleet entrance").detail())
                .isEqualTo("the server lets fleet-tls in without a password");
    }

    @Test
    void refusesAServerOfAnotherName() throws Exception {
        postgres.speaksTls(Optional.of(ofAnotherName));
        postgres.lets("hostssl", "scram-sha-256");

        refuses(settings(ours), "the server's certificate is for another name than the one in fleet.url");
    }

    @Test
    void refusesAServerOfAnotherAuthority() throws Exception {
        postgres.speaksTls(Optional.of(right));
        postgres.lets("hostssl", "scram-sha-256");

        refuses(settings(theirs), "the server's certificate is not signed by one of fleet.ca-file");
    }

    @Test
    void refusesAServerWithoutTls() throws Exception {
        postgres.speaksTls(Optional.empty());
        postgres.lets("host", "scram-sha-256");

        refuses(settings(ours), "the server speaks no TLS, and nothing is said to it without");
    }

    private static void refuses(FleetSettings settings, String why) {
        String where =
                "could not connect to postgresql://localhost:" + postgres.port() + "/" + database + " as fleet-tls: ";

        ShipStatus status = shipped(settings, temp.resolve("refused-" + System.nanoTime()));

        assertThat(status.state()).isEqualTo(ShipStatus.State.DENIED);
        assertThat(status.problem()).startsWith(where + why);
        Check found = named(doctor(settings), "fleet");
        assertThat(found.ok()).isFalse();
        assertThat(found.detail()).startsWith(where + why);
        assertThat(found.remedy()).contains("fleet.ca-file");
    }
}
