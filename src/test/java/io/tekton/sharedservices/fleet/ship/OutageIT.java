package io.tekton.sharedservices.fleet.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.fleet.FleetPostgres;
import io.tekton.sharedservices.fleet.centre.CentreConnection;
import io.tekton.sharedservices.fleet.centre.FleetRecords;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.testing.Rounds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The centre stops, is killed, freezes: cleanups go on without waiting, and all of it is there when the centre is back.
 */
class OutageIT {
    /** 30 seconds in the long form. */
    private static final Duration AWAY = Duration.ofSeconds(Rounds.of(3, 30));

    /** Who asks a centre that is frozen waits at least so long. */
    private static final Duration WAIT_FOR_A_FROZEN_CENTRE = CentreConnection.STATEMENT;

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path temp;

    private static FleetPostgres postgres;
    private String database;
    private FleetSettings keeper;
    private Member member;
    private ShippingThread shipping;
    private int cleanups;

    @BeforeAll
    static void startServer() {
        postgres = FleetPostgres.make();
    }

    @AfterAll
    static void endServer() {
        if (postgres != null) {
            postgres.close();
        }
    }

    @BeforeEach
    void start() {
        database = postgres.centre();
        keeper = postgres.enrol(database, "keeper-1", true, temp);
        FleetSettings settings = postgres.enrol(database, "out", false, temp);
        member = Member.of(temp.resolve("state"), settings);
        StopFlag stop = new StopFlag();
        shipping = new ShippingThread(member.shipper, settings, temp.resolve("state"), stop, shipper -> {});
        shipping.start();
        cleanup();
        await(this::allShipped);
    }

    @AfterEach
    void end() {
        shipping.close();
        member.close();
    }

    private void cleanup() {
        cleanups++;
        long before = System.nanoTime();
        member.cleanup("run-%03d".formatted(cleanups), cleanups);
        shipping.wake();
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .as("a cleanup waits for no centre")
                .isLessThan(WAIT_FOR_A_FROZEN_CENTRE.dividedBy(2));
    }

    private boolean allShipped() {
        return shipping.status().state() == ShipStatus.State.CONNECTED
                && shipping.status().shipped()
                        == member.store.auditReader().head().sequence();
    }

    private void cleanupsFor(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            cleanup();
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private void assertThatNothingIsLostOrDoubled() {
        await(this::allShipped);
        try (CentreConnection connection = CentreConnection.open(keeper, "test")) {
            List<Run> runs = new FleetRecords(connection).runs(new RunQuery(null, null, null, null, null, 10_000));
            assertThat(runs)
                    .hasSize(cleanups)
                    .allMatch(run -> run.outcome().name().equals("SUCCEEDED"));
        }
    }

    @Test
    void stoppedAndStartedAgain() throws InterruptedException {
        postgres.stop();
        cleanupsFor(AWAY);
        await(() -> shipping.status().state() == ShipStatus.State.AWAY);
        assertThat(shipping.status().unshippedSince()).isNotNull();
        assertThat(shipping.status().problem()).contains("could not");

        postgres.startAgain();

        assertThatNothingIsLostOrDoubled();
    }

    @Test
    void killed() throws Exception {
        signal("KILL");
        cleanupsFor(AWAY);
        postgres.giveUpKilled();

        postgres.startAgain();

        assertThatNothingIsLostOrDoubled();
    }

    @Test
    void frozen() throws Exception {
        List<Long> all = postgres.processes();
        all.forEach(pid -> signal(pid, "STOP"));
        try {
            cleanupsFor(AWAY);
        } finally {
            all.forEach(pid -> signal(pid, "CONT"));
        }

        assertThatNothingIsLostOrDoubled();
    }

    private void signal(String name) {
        signal(postgres.pid(), name);
    }

    private static void signal(long pid, String name) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                            .inheritIO()
                            .start()
                            .waitFor())
                    .isZero();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("in time").isNegative();
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
