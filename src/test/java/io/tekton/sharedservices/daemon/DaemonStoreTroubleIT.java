package io.tekton.sharedservices.daemon;

import static io.tekton.sharedservices.daemon.DaemonFixture.await;
import static io.tekton.sharedservices.daemon.DaemonFixture.lives;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.daemon.DaemonFixture.Daemon;
import io.tekton.sharedservices.daemon.DaemonFixture.Ended;
import io.tekton.sharedservices.testing.OtherUser;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A running daemon whose store begins to fail at any moment of a cleanup, with EIO, with ENOSPC, or by being slow, and
 * is well again later: no signal without its intent, and all works again without a restart. {@code strace} makes the
 * calls fail.
 */
@Tag(Rounds.LONG_ONLY)
@EnabledOnOs(OS.LINUX)
class DaemonStoreTroubleIT {
    private static final List<String> TROUBLES = List.of(
            "pwrite64:error=EIO",
            "pwrite64:error=ENOSPC",
            "fsync:error=EIO",
            "fsync:error=ENOSPC",
            "pwrite64,fsync:error=EIO",
            "fsync:delay_enter=150000",
            "pwrite64:delay_enter=20000");

    @TempDir
    Path temp;

    private DaemonFixture house;

    @BeforeEach
    void build() throws Exception {
        assumeThat(OtherUser.possible() && Files.isExecutable(Path.of("/usr/bin/strace")))
                .as("it takes root and strace to make another process's calls fail")
                .isTrue();
        house = new DaemonFixture(temp);
        house.with("orphan-cleanup.grace", "200ms").writeSettings();
    }

    @AfterEach
    void tearDown() {
        if (house != null) {
            house.close();
        }
    }

    @Test
    void recoversWithoutARestartAndSignalsNothingWithoutAnIntent() throws Exception {
        try (Trials trials =
                Trials.of("no signal without a durable intent", "troubles of a running daemon's store", 2)) {
            Daemon daemon = house.run();
            await("the first run", () -> "SUCCEEDED".equals(house.status("jobs/0/lastRun/outcome")));
            while (trials.next()) {
                trouble(daemon, trials);
                trials.kept();
            }
            assertThat(daemon.stop().code()).isZero();
        }
    }

    private void trouble(Daemon daemon, Trials trials) throws Exception {
        String which = TROUBLES.get(trials.random().nextInt(TROUBLES.size()));
        String inTrial = which + ", " + trials.which();
        Map<Integer, Long> starts = new LinkedHashMap<>();
        for (int pid : List.of(house.orphan(), house.stubborn())) {
            starts.put(pid, DaemonFixture.startTicks(pid));
        }
        Ended[] ended = new Ended[1];
        Thread asker = new Thread(() -> ended[0] = house.call("--json", "cleanup", "--force"));
        asker.start();
        Thread.sleep(trials.random().nextInt(400));
        Process strace = strace(daemon, which);
        try {
            asker.join();
        } finally {
            strace.destroy();
            assertThat(strace.waitFor(240, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(daemon.isAlive()).as(inTrial).isTrue();

        // whatever came of it: within two minutes the next one does what it should
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        Ended next = house.call("--json", "cleanup", "--force");
        while (next.code() != 0 && System.nanoTime() < deadline) {
            Thread.sleep(200);
            next = house.call("--json", "cleanup", "--force");
        }
        assertThat(next.code()).as(inTrial + ": " + next.all()).isZero();
        for (int pid : starts.keySet()) {
            assertThat(lives(pid) && DaemonFixture.startTicks(pid) == starts.get(pid))
                    .as("pid %d lives, %s", pid, inTrial)
                    .isFalse();
            Map<String, Object> audit =
                    DaemonFixture.object(house.call("--json", "audit", "--pid", Integer.toString(pid))
                            .out());
            assertThat((List<?>) audit.get("terminations"))
                    .as("the intents for pid %d, %s", pid, inTrial)
                    .isNotEmpty();
        }
        Ended verified = house.call("audit", "verify");
        assertThat(verified.code()).as(inTrial + ": " + verified.all()).isZero();
        assertThat(ended[0].err()).as(inTrial).doesNotContain("\tat ");
    }

    private Process strace(Daemon daemon, String trouble) throws IOException {
        String calls = trouble.substring(0, trouble.indexOf(':'));
        return new ProcessBuilder(
                        "/usr/bin/strace",
                        "-f",
                        "-qq",
                        "-o",
                        temp.resolve("trace.txt").toString(),
                        "-p",
                        Long.toString(daemon.pid()),
                        "-P",
                        house.state.resolve("store.mv.db").toString(),
                        "-e",
                        "trace=" + calls,
                        "-e",
                        "inject=" + trouble)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
