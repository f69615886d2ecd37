package io.tekton.sharedservices.daemon;

import static io.tekton.sharedservices.daemon.DaemonFixture.at;
import static io.tekton.sharedservices.daemon.DaemonFixture.await;
import static io.tekton.sharedservices.daemon.DaemonFixture.lives;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.daemon.DaemonFixture.Daemon;
import io.tekton.sharedservices.daemon.DaemonFixture.Ended;
import io.tekton.sharedservices.testing.OtherUser;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.TaskLimit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another account floods the API with 720 connections, from before the daemon listens on, under the limit of tasks of
 * our unit: no run and no command fails.
 */
@Tag(Rounds.LONG_ONLY)
@EnabledOnOs(OS.LINUX)
class DaemonUnderFloodIT {
    /** As in {@code SystemdUnit}. */
    private static final int TASKS_OF_THE_UNIT = 128;

    private static final int FAR_BELOW_IT = 100;

    /**
     * Holds 120 connections of each kind, opens each that is closed again, and says how many it has opened in all.
     * Kinds: half a line, headers byte by byte, a body byte by byte, idle behind one good answer, many small requests,
     * many requests whose answers are never read.
     */
    private static final String FLOOD = """
            import socket, sys, time
            port = int(sys.argv[1])
            host = b'Host: 127.0.0.1:%d\\r\\n' % port
            post = b'POST /api/v1/dashboard/session HTTP/1.1\\r\\n' + host + b'Content-Type: application/json\\r\\n'
            small = b'GET /livez HTTP/1.1\\r\\n' + host + b'\\r\\n'
            metrics = b'GET /metrics HTTP/1.1\\r\\n' + host + b'\\r\\n'
            kinds = [(b'GET /api/v1/status HT', b''), (b'GET /livez HTTP/1.1\\r\\nX: ', b'x'),
                     (post + b'Content-Length: 60000\\r\\n\\r\\n', b'x'), (small, b''), (small, small), (metrics, metrics)]
            slots = [[None, kinds[i % 6]] for i in range(720)]
            opened = 0
            while True:
                for slot in slots:
                    try:
                        if slot[0] is None:
                            s = socket.create_connection(('127.0.0.1', port), 5)
                            s.setblocking(False)
                            slot[0] = s
                            opened += 1
                            s.send(slot[1][0])
                        elif slot[1][1]:
                            slot[0].send(slot[1][1])
                        if slot[1][0] is not metrics and slot[0].recv(65536) == b'':
                            raise OSError()
                    except BlockingIOError:
                        pass
                    except OSError:
                        if slot[0] is not None:
                            slot[0].close()
                            slot[0] = None
                print(opened, flush=True)
                time.sleep(0.02)
            """;

    @TempDir
    Path temp;

    private DaemonFixture house;
    private SyncHouse sync;
    private TaskLimit limit;
    private Process flood;

    @BeforeEach
    void build() throws IOException {
        assumeTrue(
                OtherUser.possible()
                        && Files.isExecutable(Path.of("/usr/sbin/runuser"))
                        && Files.isExecutable(Path.of("/usr/bin/python3")),
                "only root can act as another account");
        house = new DaemonFixture(temp);
        house.with("config-sync.schedule", "every 1s")
                .with("orphan-cleanup.confirm-after", "3s")
                .with("web.port", Integer.toString(freePort()))
                .writeSettings();
        sync = new SyncHouse(house);
        sync.register(45_000);
        Optional<TaskLimit> possible = TaskLimit.of(TASKS_OF_THE_UNIT);
        assumeTrue(possible.isPresent(), "needs a control group of its own");
        limit = possible.get();
        Path script = house.installation.resolve("bin/shared-services");
        Files.writeString(
                script,
                Files.readString(script)
                        .replaceFirst("exec ", java.util.regex.Matcher.quoteReplacement(limit.entry() + "\nexec ")));
    }

    @AfterEach
    void tearDown() throws InterruptedException {
        if (flood != null) {
            flood.destroyForcibly().waitFor();
        }
        if (house != null) {
            house.close();
        }
        if (limit != null) {
            limit.close();
        }
    }

    @Test
    void theDueRunAndEveryCommandOfTheOwnerAreCarriedOut() throws Exception {
        int orphan = house.orphan();
        begin();
        Daemon daemon = house.run();

        await("a flood", () -> opened >= 1_440);
        Ended status = house.call("status");
        Ended trigger = house.call("jobs", "trigger", "config-sync");
        await("the due run", () -> "SUCCEEDED".equals(job("orphan-cleanup", "lastRun/outcome")));
        sync.register(45_001);
        sync.raiseFlag();
        await("the flag", () -> sync.port() == 45_001);
        int another = house.orphan();
        Ended cleanup = house.call("cleanup", "--force");

        assertThat(status.code()).as(status.all()).isZero();
        assertThat(trigger.code()).as(trigger.all()).isZero();
        assertThat(cleanup.code()).as(cleanup.all()).isZero();
        assertThat(lives(orphan)).isFalse();
        assertThat(lives(another)).isFalse();
        assertThat(flood.isAlive()).isTrue();
        for (int i = 0; i < 20; i++) {
            assertThat(house.call("status").code()).isZero();
            assertThat(tasks(daemon)).isLessThan(FAR_BELOW_IT);
        }
        assertThat(limit.refused()).isZero();
        assertThat(house.log()).doesNotContain("OutOfMemoryError", "ERROR");
        assertThat(daemon.stop().code()).isZero();
    }

    private volatile long opened;

    private void begin() throws IOException {
        List<String> line = new ArrayList<>(List.of("/usr/sbin/runuser", "-u", "nobody", "--"));
        line.addAll(List.of(
                "/usr/bin/python3",
                "-c",
                FLOOD,
                house.settingsText().replaceFirst("(?s).*web.port = ([0-9]+).*", "$1")));
        flood = new ProcessBuilder(line)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .start();
        Thread reader = new Thread(
                () -> flood.inputReader()
                        .lines()
                        .filter(said -> said.matches("[0-9]+"))
                        .forEach(said -> opened = Long.parseLong(said)),
                "flood-reader");
        reader.setDaemon(true);
        reader.start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static long tasks(Daemon daemon) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(daemon.pid()), "task"))) {
            return all.count();
        }
    }

    private Object job(String name, String path) {
        return ((List<?>) house.status("jobs"))
                .stream()
                        .filter(job -> name.equals(at(job, "name")))
                        .findFirst()
                        .map(job -> at(job, path))
                        .orElse(null);
    }
}
