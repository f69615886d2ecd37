package io.tekton.sharedservices.daemon;

import static io.tekton.sharedservices.daemon.DaemonFixture.at;
import static io.tekton.sharedservices.daemon.DaemonFixture.await;
import static io.tekton.sharedservices.daemon.DaemonFixture.lives;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.client.DaemonLookup;
import io.tekton.sharedservices.client.GivenSettings;
import io.tekton.sharedservices.client.RemoteServices;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.daemon.DaemonFixture.Daemon;
import io.tekton.sharedservices.daemon.DaemonFixture.Ended;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.testing.Immutable;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.Trials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A running daemon whose store goes, or becomes read-only, at any moment of a cleanup, and is there again later: no
 * signal without its intent, and all works again without a restart. A store that is deleted stays so until a person
 * restores it.
 */
@EnabledOnOs(OS.LINUX)
class DaemonStoreOutOfReachIT {
    private static final CleanupOrder CLEANUP =
            new CleanupOrder("a test", null, null, null, null, null, true, null, false, ClientContext.UNKNOWN);

    @TempDir
    Path temp;

    private DaemonFixture house;
    private Daemon daemon;
    private RemoteServices client;

    @BeforeEach
    void build() throws Exception {
        house = new DaemonFixture(temp);
        house.with("orphan-cleanup.grace", "200ms").writeSettings();
        // beats often, so that what it does besides runs meets the trouble too
        house.environment.put("WATCHDOG_USEC", "300000");
        daemon = house.run();
        await("the first run", () -> "SUCCEEDED".equals(house.status("jobs/0/lastRun/outcome")));
        // for as long as the folder with its address is away
        client = RemoteServices.of((DaemonLookup.Running) house.sighting(), house.state, GivenSettings.NONE);
    }

    @AfterEach
    void tearDown() {
        house.close();
    }

    @Test
    void recoversWithoutARestartAndSignalsNothingWithoutAnIntent() throws Exception {
        assumeThat(Immutable.possible(house.state.resolve("store.mv.db")))
                .as("it takes root and a file system with chattr +i")
                .isTrue();
        try (Trials trials =
                Trials.of("no signal without a durable intent", "stores of a running daemon gone or read-only", 3)) {
            for (int number = 0; trials.next(); number++) {
                StoreTrouble.Kind kind = StoreTrouble.Kind.values()[number % 3];
                trouble(kind, kind + ", " + trials.which(), trials.random().nextInt(400));
                trials.kept();
            }
        }
        assertThat(daemon.stop().code()).isZero();
    }

    private void trouble(StoreTrouble.Kind kind, String inTrial, int millis) throws Exception {
        Map<Integer, Long> starts = new LinkedHashMap<>();
        for (int pid : List.of(house.orphan(), house.stubborn())) {
            starts.put(pid, DaemonFixture.startTicks(pid));
        }
        CompletableFuture<Run> amid = CompletableFuture.supplyAsync(this::cleanup);
        Thread.sleep(millis);
        StoreTrouble trouble = StoreTrouble.of(kind, house.state);
        try {
            amid.join();
            int later = house.orphan();
            starts.put(later, DaemonFixture.startTicks(later));
            Run refused = cleanup();

            assertThat(refused.outcome()).as(inTrial).isIn(RunOutcome.REFUSED, RunOutcome.FAILED);
            assertThat(refused.reason()).as(inTrial).isEqualTo("store-unwritable");
            assertThat(lives(later)).as(inTrial).isTrue();
        } finally {
            trouble.end();
        }
        assertThat(daemon.isAlive()).as(inTrial).isTrue();

        // within two minutes, and without anything else being done
        long deadline = System.nanoTime() + 120_000_000_000L;
        Run next = cleanup();
        while (next.outcome() != RunOutcome.SUCCEEDED && System.nanoTime() < deadline) {
            Thread.sleep(200);
            next = cleanup();
        }
        assertThat(next.outcome()).as("%s: %s", inTrial, next.message()).isEqualTo(RunOutcome.SUCCEEDED);
        for (int pid : starts.keySet()) {
            assertThat(lives(pid) && DaemonFixture.startTicks(pid) == starts.get(pid))
                    .as("pid %d lives after %s, %s", pid, next, inTrial)
                    .isFalse();
            Map<String, Object> audit = house.json("audit", "--pid", Integer.toString(pid));
            assertThat((List<?>) audit.get("terminations"))
                    .as("the intents for pid %d, %s", pid, inTrial)
                    .isNotEmpty();
        }
        Ended verified = house.call("audit", "verify");
        assertThat(verified.code()).as(inTrial + ": " + verified.all()).isZero();
        await(
                "no warning of the store",
                () -> house.status("warnings").toString().indexOf("could not") < 0);
    }

    private Run cleanup() {
        return client.cleanup(CLEANUP, new StopFlag(), CleanupListener.NONE).run();
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    void refusesAllUntilAPersonRestoresADeletedStoreWhichItStillHas() throws Exception {
        int first = house.orphan();
        assertThat(house.call("cleanup", "--force").code()).isZero();
        Files.delete(house.state.resolve("store.mv.db"));
        int victim = house.orphan();

        Ended refused = house.call("--json", "cleanup", "--force");
        await("a warning", () -> house.status("warnings").toString().contains("no longer exists"));
        Ended doctor = house.call("doctor");

        assertThat(refused.code()).as(refused.all()).isIn(1, 5);
        assertThat(at(DaemonFixture.object(refused.out()), "run/reason")).isEqualTo("store-unwritable");
        assertThat(lives(victim)).isTrue();
        assertThat(doctor.code()).isEqualTo(1);
        assertThat(doctor.out()).contains("FAULT store", "not there any more", "store backup FILE");

        // what doctor says
        Path backup = house.folder.resolve("backup.sql");
        Ended copied = house.call("store", "backup", backup.toString());
        assertThat(copied.code()).as(copied.all()).isZero();
        assertThat(daemon.stop().code()).isZero();
        assertThat(house.call("store", "set-aside").code()).isZero();
        Ended restored = house.call("store", "restore", backup.toString());
        assertThat(restored.code()).as(restored.all()).isZero();
        house.run();

        assertThat((List<?>)
                        house.json("audit", "--pid", Integer.toString(first)).get("terminations"))
                .isNotEmpty();
        assertThat(house.call("audit", "verify").code()).isZero();
        Ended again = house.call("cleanup", "--force");
        assertThat(again.code()).as(again.all()).isZero();
        assertThat(lives(victim)).isFalse();
    }
}
