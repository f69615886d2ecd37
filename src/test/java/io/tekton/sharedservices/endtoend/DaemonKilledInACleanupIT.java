package io.tekton.sharedservices.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.client.DaemonFinder;
import io.tekton.sharedservices.client.DaemonLookup;
import io.tekton.sharedservices.client.GivenSettings;
import io.tekton.sharedservices.client.RemoteServices;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.Trials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL to the daemon at any microsecond of a cleanup that was asked of it: what its victims say they had is on
 * record as intended.
 */
@Tag(Rounds.LONG_FORM)
@EnabledOnOs(value = OS.LINUX, disabledReason = "real processes of any argv need /proc")
class DaemonKilledInACleanupIT {
    private static final CleanupOrder CLEANUP = new CleanupOrder(
            "a test",
            null,
            null,
            Duration.ofMillis(150),
            Duration.ZERO,
            null,
            true,
            null,
            false,
            ClientContext.UNKNOWN);

    @TempDir
    Path temp;

    private Installation tekton;
    private long seen;

    @Test
    void everySignalThatAVictimHadIsOnRecordAsIntended() throws Exception {
        tekton = new Installation(temp);
        Path log = tekton.root.resolve(".tekton/logs/orphan_cleanup.log");
        // the first makes the store, and its first cleanup has nothing to do
        try (Program daemon = daemon()) {
            ask(client(daemon));
            daemon.kill();
        }
        try (Trials trials =
                Trials.of("no signal without a durable intent", "SIGKILLs of a daemon in a cleanup", Rounds.of(1, 8))) {
            while (trials.next()) {
                try (Program daemon = daemon();
                        Victims victims = new Victims(tekton, seen)) {
                    RemoteServices client = client(daemon);
                    long logged = Files.size(log);
                    Thread asker = new Thread(() -> ask(client));
                    asker.start();
                    daemon.awaitMore(log, logged);
                    // up to 2 s: a slow host takes more than 500 ms to its first signal
                    daemon.killIn(trials.random().nextInt(2_000_000_000));
                    asker.join();

                    Victims.Found found = victims.check(trials.which());
                    seen = found.lastEvent();
                    trials.also("signals that a victim had", found.signals());
                }
                trials.kept();
            }
        }
        Victims.checkThatNoRunIsLeftOpen(tekton);
    }

    private Program daemon() {
        return Program.start(tekton, "--set", "web.port=0", "run");
    }

    private RemoteServices client(Program daemon) throws Exception {
        return RemoteServices.of(running(daemon), tekton.stateFolder, GivenSettings.NONE);
    }

    /** Ready, and the address is not that of one that was killed. */
    private DaemonLookup.Running running(Program daemon) throws InterruptedException {
        DaemonFinder finder =
                new DaemonFinder(tekton.stateFolder, () -> LinuxProcessTable.open(Set.of(), Clock.systemUTC()));
        while (true) {
            assertThat(daemon.isAlive()).as("the daemon lives").isTrue();
            if (finder.look() instanceof DaemonLookup.Running running
                    && running.address().process().pid() == daemon.pid()) {
                return running;
            }
            Thread.sleep(5);
        }
    }

    /** For as long as the daemon lives. */
    private static void ask(RemoteServices client) {
        try {
            client.cleanup(CLEANUP, new StopFlag(), CleanupListener.NONE);
        } catch (ApiException e) {
            assertThat(e.getMessage()).as("why it has no answer").isNotBlank();
        }
    }
}
