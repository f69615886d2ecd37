package io.tekton.sharedservices.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.fleet.FleetHost;
import io.tekton.sharedservices.fleet.FleetPostgres;
import io.tekton.sharedservices.fleet.centre.CentreConnection;
import io.tekton.sharedservices.fleet.centre.FleetPauses;
import io.tekton.sharedservices.fleet.centre.FleetRecords;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.services.AllJobs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The fleet's advice to pause, at a host whose daemon starts again and again. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the daemon is found by Linux's process table here")
class FleetAdviceIT {
    private static final String JOB = "orphan-cleanup";

    @TempDir
    Path folder;

    private final FleetPostgres postgres = FleetPostgres.shared();
    private FleetSettings keeper;
    private FleetSettings host;
    private String name;
    private Path home;

    @BeforeEach
    void start() throws Exception {
        String database = postgres.centre();
        keeper = postgres.enrol(database, "keeper-" + database, true, folder);
        name = "advised-" + database;
        host = postgres.enrol(database, name, false, folder);
        home = Files.createDirectory(folder.toRealPath().resolve("home"));
    }

    private DaemonInThisProcess daemon() throws Exception {
        return new DaemonInThisProcess(
                home,
                Map.of("HOME", home.toString()),
                AllJobs::make,
                "fleet.url=" + host.url().orElseThrow(),
                "fleet.user=" + host.user(),
                "fleet.password-file=" + host.passwordFile().orElseThrow(),
                "fleet.heartbeat=1s",
                "fleet.silent-after=3s",
                "orphan-cleanup.default-rules=false",
                "orphan-cleanup.match.own=script=" + home.resolve("no-such.py"),
                "orphan-cleanup.dry-run=true",
                "orphan-cleanup.schedule=every 99d");
    }

    private void advise(String reason) {
        try (CentreConnection connection = CentreConnection.open(keeper, "test")) {
            new FleetPauses(connection).pause(reason, "op");
        }
    }

    private void withdraw() {
        try (CentreConnection connection = CentreConnection.open(keeper, "test")) {
            new FleetPauses(connection).resume();
        }
    }

    private static boolean isPaused(DaemonInThisProcess daemon) {
        return daemon.services().jobs().stream()
                .filter(job -> job.name().equals(JOB))
                .findFirst()
                .map(JobStatus::pause)
                .isPresent();
    }

    /** After this, the host has read the advice in force, and followed it: two heartbeats have come. */
    private void hear() throws InterruptedException {
        for (int beat = 0; beat < 2; beat++) {
            Instant before = seenAt();
            await(() -> seenAt().isAfter(before));
        }
    }

    private Instant seenAt() {
        try (CentreConnection connection = CentreConnection.open(keeper, "test")) {
            return new FleetRecords(connection)
                    .hosts(Duration.ofHours(1)).stream()
                            .filter(one -> one.name().equals(name))
                            .map(FleetHost::seenAt)
                            .map(seen -> seen == null ? Instant.EPOCH : seen)
                            .findFirst()
                            .orElseThrow();
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("in time").isNegative();
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    @Test
    void whatAPersonResumedStaysResumedUntilThereIsNewAdvice() throws Exception {
        try (DaemonInThisProcess daemon = daemon()) {
            advise("a fault");
            await(() -> isPaused(daemon));
            daemon.services().resume(JOB, "op");
            hear();
            assertThat(isPaused(daemon)).isFalse();
        }
        try (DaemonInThisProcess daemon = daemon()) {
            hear();
            assertThat(isPaused(daemon)).as("the same advice, after a restart").isFalse();
            advise("another fault");
            await(() -> isPaused(daemon));
        }
        try (DaemonInThisProcess daemon = daemon()) {
            hear();
            assertThat(isPaused(daemon)).as("still paused after a restart").isTrue();
            withdraw();
            await(() -> !isPaused(daemon));
        }
    }

    @Test
    void adviceThatWasWithdrawnWhileTheDaemonWasDownEndsThePause() throws Exception {
        try (DaemonInThisProcess daemon = daemon()) {
            advise("a fault");
            await(() -> isPaused(daemon));
        }
        withdraw();
        try (DaemonInThisProcess daemon = daemon()) {
            await(() -> !isPaused(daemon));
            daemon.services().pause(JOB, "mine", "op");
            hear();
            assertThat(isPaused(daemon)).as("the pause of a person stays").isTrue();
        }
    }
}
