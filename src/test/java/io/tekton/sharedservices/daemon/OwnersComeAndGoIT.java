package io.tekton.sharedservices.daemon;

import static io.tekton.sharedservices.daemon.DaemonFixture.at;
import static io.tekton.sharedservices.daemon.DaemonFixture.lives;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.daemon.DaemonFixture.Daemon;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.Trials;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hosts come and go with their tools, and the daemon is killed in between: nothing but what an ended host left behind
 * is ended, and all of that which was witnessed is, by the second run.
 */
@Tag(Rounds.LONG_FORM)
@EnabledOnOs(OS.LINUX)
class OwnersComeAndGoIT {
    private static final int MOST_HOSTS = 6;
    private static final int ROUNDS_OF_ONE_HOUSE = 40;
    private static final int MOST_MORE = 10;

    /** Starts tools as it is asked to, and ends with its input. */
    private static final String HOST = """
            import os, subprocess, sys, time
            tool = [sys.executable, "-IS", os.path.join(sys.argv[1], "tool.py"), "--tool"]
            children = []
            def start(command, **more):
                more.setdefault("stdin", subprocess.PIPE)
                more.setdefault("stdout", subprocess.PIPE)
                children.append(subprocess.Popen(command, **more))
                return children[-1]
            for line in sys.stdin:
                kind = line.strip()
                if kind == "child":
                    print(start(tool).pid, flush=True)
                elif kind == "session":
                    print(start(tool, start_new_session=True).pid, flush=True)
                elif kind == "grandchild":
                    shell = start(["sh", "-c", '"$@" </dev/null >/dev/null & echo $!; read line', "sh"] + tool)
                    print(shell.stdout.readline().decode().strip(), flush=True)
                elif kind == "released":
                    line = 'nohup "$@" </dev/null >/dev/null 2>&1 & echo $!; read line'
                    shell = start(["sh", "-c", line, "sh"] + tool)
                    pid = shell.stdout.readline().decode().strip()
                    print(pid, flush=True)
                    sys.stdin.readline()
                    shell.stdin.close()
                    shell.wait()
                    print(pid, flush=True)
            """;

    private static final String TOOL = "import time\ntime.sleep(3000)\n";

    private enum Kind {
        /** A child of the host. */
        CHILD,
        /** A child that leads a session of its own. */
        SESSION,
        /** A child of a shell that lives as long as the host. */
        GRANDCHILD,
        /** Left behind with nohup by a shell that ended while the host lived. */
        RELEASED
    }

    private record Tool(int pid, long startTicks, Kind kind) {
        boolean isAlive() {
            return lives(pid) && DaemonFixture.startTicks(pid) == startTicks;
        }

        void end() {
            if (isAlive()) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    @TempDir
    Path temp;

    private final List<Host> hosts = new ArrayList<>();
    private final List<Tool> started = new ArrayList<>();

    /** Tools of hosts that have ended, by how many runs have had them. */
    private final List<Left> left = new ArrayList<>();

    private final List<Tool> mustLive = new ArrayList<>();
    private DaemonFixture house;
    private Random random = new Random();
    private long ended;
    private int more;
    private long tools;

    private final class Left {
        private final Tool tool;
        private final boolean witnessed;
        private int runs;

        Left(Tool tool, boolean witnessed) {
            this.tool = tool;
            this.witnessed = witnessed;
        }
    }

    private final class Host {
        private final Process process;
        private final BufferedReader answers;
        private final List<Tool> own = new ArrayList<>();

        Host() throws IOException {
            // A session of its own: in a PID namespace, that of the tests may be led from outside, and reads as 0.
            process = new ProcessBuilder(
                            "setsid",
                            "python3",
                            "-IS",
                            house.folder.resolve("host.py").toString(),
                            house.folder.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            answers = process.inputReader(StandardCharsets.UTF_8);
        }

        private int ask(String line) throws IOException {
            process.outputWriter(StandardCharsets.UTF_8).write(line + "\n");
            process.outputWriter(StandardCharsets.UTF_8).flush();
            return Integer.parseInt(answers.readLine());
        }

        void start(Kind kind) throws IOException {
            int pid = ask(kind.name().toLowerCase(java.util.Locale.ROOT));
            Tool tool = new Tool(pid, DaemonFixture.startTicks(pid), kind);
            own.add(tool);
            started.add(tool);
            tools++;
        }

        /** Its shell ends: what it left behind with nohup is released, if the daemon sees that. */
        void release() throws IOException {
            assertThat(ask("go on")).isPositive();
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }

    @BeforeEach
    void open() throws IOException {
        house = new DaemonFixture(temp)
                .with("orphan-cleanup.match.own", null)
                .with("orphan-cleanup.owner.host", "script=" + temp.toRealPath().resolve("host.py"))
                .with("orphan-cleanup.match.tool", "script=" + temp.toRealPath().resolve("tool.py") + " owner=host")
                .with("orphan-cleanup.max-terminations", "1000")
                .with("orphan-cleanup.grace", "1s")
                .with("owners.sample", "1s");
        house.writeSettings();
        Files.writeString(house.folder.resolve("host.py"), HOST);
        Files.writeString(house.folder.resolve("tool.py"), TOOL);
    }

    @AfterEach
    void close() throws InterruptedException {
        for (Host host : hosts) {
            host.kill();
        }
        for (Tool tool : started) {
            tool.end();
        }
        house.close();
    }

    @Test
    void nothingButWhatEndedHostsLeftIsEndedAndAllThatWasWitnessed() throws Exception {
        Tool stranger = stranger();
        mustLive.add(stranger);
        Daemon daemon = house.run();
        try (Trials trials = Trials.of(
                "owners: nothing else is ended, and all of it is", "rounds of hosts and tools", Rounds.of(2, 30))) {
            random = trials.random();
            while (another(trials)) {
                while (hosts.size() < 2 + random.nextInt(MOST_HOSTS - 1)) {
                    hosts.add(newHost());
                }
                if (random.nextBoolean()) {
                    awaitSample();
                }
                endHosts();
                if (random.nextInt(3) == 0) {
                    daemon.kill();
                    if (random.nextBoolean()) {
                        endHosts();
                    }
                    daemon = house.run();
                }
                if (random.nextInt(4) == 0) {
                    daemon = killInACleanup(daemon);
                }
                cleanup();
                check(trials.which());
                if (random.nextBoolean()) {
                    cleanup();
                    check(trials.which());
                }
                trials.kept();
                started.removeIf(tool -> !tool.isAlive());
                if (left.size() + mustLive.size() > ROUNDS_OF_ONE_HOUSE) {
                    forgetReleased(stranger);
                }
            }
            trials.also("tools that were started", tools);
            trials.also("orphans that were ended", ended);
        }
        assertThat(ended).as("orphans that were ended").isPositive();
        assertThat(daemon.stop().code()).isZero();
        assertThat(house.call("audit", "verify").code()).isZero();
    }

    /** By chance, none of a few rounds ends an orphan: then there are some more. */
    private boolean another(Trials trials) {
        if (trials.next()) {
            return true;
        }
        if (ended > 0 || more == MOST_MORE) {
            return false;
        }
        more++;
        trials.oneMore();
        return true;
    }

    /** It has a tool's command line and was never below a host. */
    private Tool stranger() throws IOException {
        int pid = Math.toIntExact(new ProcessBuilder(
                        "python3", "-IS", house.folder.resolve("tool.py").toString(), "--tool")
                .start()
                .pid());
        Tool tool = new Tool(pid, DaemonFixture.startTicks(pid), Kind.CHILD);
        started.add(tool);
        return tool;
    }

    private Host newHost() throws IOException {
        Host host = new Host();
        for (int i = random.nextInt(3); i >= 0; i--) {
            host.start(Kind.values()[random.nextInt(3)]);
        }
        if (random.nextInt(3) == 0) {
            host.start(Kind.RELEASED);
            if (random.nextBoolean()) {
                awaitSample();
            }
            host.release();
        }
        return host;
    }

    /** Two samples at least begin after this is called. */
    private static void awaitSample() {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2_300);
        DaemonFixture.await("two samples", () -> System.nanoTime() - until > 0);
    }

    private void endHosts() throws Exception {
        for (Host host : List.copyOf(hosts)) {
            if (random.nextInt(3) == 0) {
                List<String> witnessed = witnessed();
                host.kill();
                hosts.remove(host);
                for (Tool tool : host.own) {
                    if (tool.kind() == Kind.RELEASED) {
                        mustLive.add(tool);
                    } else {
                        left.add(new Left(tool, witnessed.contains(tool.pid() + ":" + tool.startTicks())));
                    }
                }
            }
        }
    }

    /** The processes that were seen below a host by now, as the file names them. */
    private List<String> witnessed() throws IOException {
        Path file = house.state.resolve("witnesses");
        return Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith("below "))
                        .map(line -> line.split(" ")[1])
                        .toList()
                : List.of();
    }

    private Daemon killInACleanup(Daemon daemon) throws Exception {
        Thread asker = new Thread(() -> house.call("cleanup", "--force", "--json"));
        asker.start();
        TimeUnit.MICROSECONDS.sleep(random.nextInt(1_500_000));
        daemon.kill();
        asker.join();
        return house.run();
    }

    private void cleanup() {
        DaemonFixture.Ended report = house.call("cleanup", "--force", "--json");
        // a new daemon makes up for the cleanup in which the one before it was killed
        while (report.out().contains("\"already-running\"")) {
            report = house.call("cleanup", "--force", "--json");
        }
        assertThat(report.code()).as(report.all()).isZero();
        assertThat(at(DaemonFixture.object(report.out()), "run/outcome")).isEqualTo("SUCCEEDED");
        left.forEach(one -> one.runs++);
    }

    private void check(String which) {
        for (Host host : hosts) {
            assertThat(host.own).as("tools of a living host, %s", which).allMatch(Tool::isAlive);
        }
        assertThat(mustLive).as("what is released, or a stranger's, %s", which).allMatch(Tool::isAlive);
        for (Left one : List.copyOf(left)) {
            if (!one.tool.isAlive()) {
                assertThat(signalled(one.tool))
                        .as("the record of %s, %s", one.tool, which)
                        .isNotEmpty();
                left.remove(one);
                ended++;
            } else if (one.witnessed) {
                assertThat(one.runs)
                        .as("runs that %s outlived, %s", one.tool, which)
                        .isLessThan(2);
            }
        }
    }

    private List<?> signalled(Tool tool) {
        Map<String, Object> audit = house.json("audit", "--pid", Integer.toString(tool.pid()));
        return (List<?>) audit.get("terminations");
    }

    /** So that their number, and the time of a round, stays the same. */
    private void forgetReleased(Tool stranger) {
        mustLive.remove(stranger);
        mustLive.forEach(Tool::end);
        mustLive.clear();
        mustLive.add(stranger);
        left.forEach(one -> one.tool.end());
        left.clear();
    }
}
