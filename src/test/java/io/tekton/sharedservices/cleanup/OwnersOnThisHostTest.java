package io.tekton.sharedservices.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.host.OurInstallation;
import io.tekton.sharedservices.cleanup.match.RuleParser;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.verdict.Candidate;
import io.tekton.sharedservices.cleanup.verdict.Hosts;
import io.tekton.sharedservices.cleanup.verdict.InService;
import io.tekton.sharedservices.cleanup.verdict.Judge;
import io.tekton.sharedservices.cleanup.verdict.JudgementContext;
import io.tekton.sharedservices.cleanup.verdict.RegistrationHistory;
import io.tekton.sharedservices.cleanup.witness.Witness;
import io.tekton.sharedservices.cleanup.witness.WitnessMemory;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.registry.Registrations;
import io.tekton.sharedservices.registry.memory.ReadingTime;
import io.tekton.sharedservices.registry.memory.RememberedRegistrations;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Hosts and what they leave behind, as real processes; nothing here is signalled by the judge. */
@EnabledOnOs(OS.LINUX)
class OwnersOnThisHostTest {
    /** Ends by itself, should a test not end it. */
    private static final String TOOL = """
            import socket, sys, time
            how = sys.argv[1]
            if how == "port":
                server = socket.create_server(("127.0.0.1", 0))
                print(server.getsockname()[1], flush=True)
                taken = server.accept()
            elif how == "socket":
                server = socket.socket(socket.AF_UNIX)
                server.bind(sys.argv[2])
                server.listen()
                print(0, flush=True)
                taken = server.accept()
            time.sleep(100)
            """;

    private static final String HOST = """
            import ctypes, os, socket, subprocess, sys
            tool = [sys.executable, "-IS", os.path.join(sys.argv[1], "tool.py")]
            kept = []
            def start(command, **more):
                more.setdefault("stdin", subprocess.PIPE)
                child = subprocess.Popen(command, stdout=subprocess.PIPE, **more)
                kept.append(child)
                return child
            for line in sys.stdin:
                words = line.split()
                if words[0] == "child":
                    print(start(tool + ["wait"]).pid, flush=True)
                elif words[0] == "pair":
                    one, other = socket.socketpair()
                    child = start(tool + ["wait"], stdin=one)
                    far = start(["sleep", "100"] if words[1] == "stranger" else tool + ["wait"], stdin=other)
                    one.close()
                    other.close()
                    print(child.pid, far.pid, flush=True)
                elif words[0] == "flight":
                    read, write = os.pipe()
                    one, other = socket.socketpair()
                    socket.send_fds(one, [b"x"], [write])
                    child = start(tool + ["wait"], stdin=read)
                    far = start(["sleep", "100"], stdin=other)
                    for end in read, write:
                        os.close(end)
                    one.close()
                    other.close()
                    print(child.pid, far.pid, flush=True)
                elif words[0] == "named":
                    path = os.path.join(sys.argv[1], "fifo")
                    os.mkfifo(path)
                    print(start(tool + ["wait"], stdin=os.open(path, os.O_RDWR)).pid, flush=True)
                elif words[0] == "session":
                    print(start(tool + ["wait"], start_new_session=True).pid, flush=True)
                elif words[0] == "serve":
                    child = start(tool + words[1:])
                    print(child.pid, child.stdout.readline().decode().strip(), flush=True)
                elif words[0] == "shell":
                    shell = start(["sh", "-c", words[1].replace("_", " ") + " '" + "' '".join(tool)
                        + "' wait </dev/null >/dev/null 2>&1 & echo $!; read line"])
                    print(shell.stdout.readline().decode().strip(), flush=True)
                elif words[0] == "end":
                    last = kept.pop()
                    last.stdin.close()
                    last.wait()
                    print(0, flush=True)
                elif words[0] == "reap":
                    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
                    print(0, flush=True)
                elif words[0] == "worker":
                    worker = start([sys.executable, "-IS", sys.argv[0], sys.argv[1]], text=True, bufsize=1)
                    worker.stdin.write("child\\n")
                    print(worker.pid, worker.stdout.readline().strip(), flush=True)
                elif words[0] == "late":
                    print(start(["sh", "-c", 'read line; exec "$@" <"$0"', words[1], sys.executable, "-IS"]
                        + sys.argv[:2]).pid, flush=True)
                elif words[0] == "become":
                    kept[-1].stdin.write(b"\\n")
                    kept[-1].stdin.flush()
                    print(0, flush=True)
                elif words[0] == "relay":
                    print(kept[-1].stdout.readline().decode().strip(), flush=True)
                elif words[0] == "kill":
                    last = kept.pop()
                    last.kill()
                    last.wait()
                    print(0, flush=True)
                elif words[0] == "exec":
                    print(0, flush=True)
                    os.execv(sys.executable, tool + ["wait"])
            """;

    @TempDir
    Path folder;

    private final List<Host> hosts = new ArrayList<>();
    private final List<Integer> tools = new ArrayList<>();
    private ProcessTable table;
    private Witness witness;
    private Rules rules;
    private Duration minAge = Duration.ZERO;

    @BeforeEach
    void open() throws IOException {
        Files.writeString(folder.resolve("tool.py"), TOOL);
        Files.writeString(folder.resolve("host.py"), HOST);
        rule("");
        table = LinuxProcessTable.open(rules.wanted(), Clock.systemUTC());
        witness = new Witness(WitnessMemory.open(folder));
    }

    @AfterEach
    void end() {
        hosts.forEach(Host::kill);
        tools.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    private void rule(String more) {
        rules = new Rules(
                List.of(RuleParser.match(
                        "tool",
                        "script=\"" + folder.resolve("tool.py") + "\" " + (more.contains("owner=") ? "" : "owner=host ")
                                + more)),
                List.of(),
                List.of(RuleParser.owner("host", "script=\"" + folder.resolve("host.py") + "\"")));
    }

    private final class Host {
        private final Process process;
        private final BufferedReader answers;

        /** It leads a session: in a PID namespace, that of the tests may be led from outside, and reads as 0. */
        Host() {
            try {
                ProcessBuilder builder = new ProcessBuilder(
                                "setsid",
                                "python3",
                                "-IS",
                                folder.resolve("host.py").toString(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
                builder.environment().put("TEKTON_CI_NAME", "test");
                process = builder.start();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            answers = process.inputReader(StandardCharsets.UTF_8);
            hosts.add(this);
        }

        /** The numbers that it answers; the first one is a tool's pid, unless it is 0. */
        List<Integer> ask(String what) throws IOException {
            process.outputWriter(StandardCharsets.UTF_8).write(what + "\n");
            process.outputWriter(StandardCharsets.UTF_8).flush();
            List<Integer> numbers = java.util.Arrays.stream(answers.readLine().split(" "))
                    .map(Integer::valueOf)
                    .toList();
            if (numbers.get(0) != 0) {
                tools.add(numbers.get(0));
            }
            return numbers;
        }

        int tool(String what) throws IOException {
            return ask(what).get(0);
        }

        void kill() {
            try {
                process.destroyForcibly().waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The same pid, once its process leads a session or ignores SIGHUP: a shell names it before that. */
    private static int detached(int pid) throws IOException {
        Path process = Path.of("/proc", Integer.toString(pid));
        while (true) {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            String session = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3];
            boolean ignores = Files.readAllLines(process.resolve("status"), StandardCharsets.ISO_8859_1).stream()
                    .anyMatch(line -> line.matches("SigIgn:.*[13579bdf]"));
            if (session.equals(Integer.toString(pid)) || ignores) {
                return pid;
            }
            Thread.onSpinWait();
        }
    }

    private void sample() {
        witness.sample(table, rules);
    }

    /** The rule of the verdict. */
    private String judged(int pid) {
        CandidateScanner scanner = new CandidateScanner(
                table, Hosts.settings(rules), new OurInstallation(folder, false), Set.of(), witness);
        CandidateScanner.Observation seen = scanner.observe();
        Map<Integer, Candidate> candidates =
                seen.candidates().stream().collect(Collectors.toMap(Candidate::pid, candidate -> candidate));
        JudgementContext around = scanner.surroundings(
                Registrations.none(),
                minAge,
                new RegistrationHistory(
                        RememberedRegistrations.NOTHING,
                        ReadingTime.of(table.bootId(), table.uptime(), Instant.EPOCH),
                        table.pidNamespace(),
                        false),
                seen.holders(),
                new JudgementContext.Services(InService.AUTO, true),
                seen.nodes(),
                other -> Optional.ofNullable(candidates.get(other)));
        return Judge.judge(candidates.get(pid), around).rule();
    }

    @Test
    void aChildOfAnEndedHostIsAnOrphanAndThatOfALivingOneIsNot() throws IOException {
        Host one = new Host();
        Host other = new Host();
        int left = one.tool("child");
        int living = other.tool("child");
        sample();
        one.kill();

        assertThat(judged(left)).isEqualTo("owner-ended");
        assertThat(judged(living)).isEqualTo("owner-lives");
    }

    @Test
    void aRestartOfTheWitnessForgetsNothing() throws IOException {
        Host host = new Host();
        int left = host.tool("child");
        sample();
        host.kill();
        witness = new Witness(WitnessMemory.open(folder));

        assertThat(judged(left)).isEqualTo("owner-ended");
    }

    @Test
    void whatWasNotSeenBelowAnOwnerIsNoOrphan() throws IOException {
        Host host = new Host();
        int left = host.tool("child");
        host.kill();

        assertThat(judged(left)).isEqualTo("never-owned");
    }

    @Test
    void aSessionOfItsOwnDoesNotReleaseAHostsChild() throws IOException {
        Host host = new Host();
        int left = host.tool("session");
        sample();
        host.kill();

        assertThat(judged(left)).isEqualTo("owner-ended");
    }

    @Test
    void whatAShellLeftInTheBackgroundWithNohupStays() throws IOException {
        Host host = new Host();
        int seen = detached(host.tool("shell nohup"));
        sample();
        host.ask("end");
        sample();
        int unseen = detached(host.tool("shell nohup"));
        sample();
        host.ask("end");
        host.kill();

        assertThat(judged(seen)).isEqualTo("released");
        assertThat(judged(unseen)).isEqualTo("released");
        rule("detached=end");
        assertThat(judged(seen)).isEqualTo("owner-ended");
    }

    @Test
    void whatAShellLeftInTheBackgroundWithSetsidStays() throws IOException {
        Host host = new Host();
        int left = detached(host.tool("shell exec_setsid"));
        sample();
        host.ask("end");
        host.kill();

        assertThat(judged(left)).isEqualTo("released");
    }

    @Test
    void whatAShellLeftInTheBackgroundWithoutMoreIsAnOrphan() throws IOException {
        Host host = new Host();
        int left = host.tool("shell exec");
        sample();
        sample();
        host.ask("end");
        host.kill();

        assertThat(judged(left)).isEqualTo("owner-ended");
    }

    @Test
    void aServerWithAClientOnItsPortIsInUse() throws IOException {
        Host host = new Host();
        List<Integer> server = host.ask("serve port");
        sample();
        host.kill();

        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.get(1))) {
            rule("listening=end");
            assertThat(client.isConnected()).isTrue();
            assertThat(judged(server.get(0))).isEqualTo("in-use");
        }
        assertThat(judged(server.get(0))).isEqualTo("owner-ended");
        rule("");
        assertThat(judged(server.get(0))).isEqualTo("in-use");
    }

    @Test
    void aServerWithAClientOnItsSocketIsInUse() throws IOException {
        Host host = new Host();
        Path path = folder.resolve("s");
        int server = host.tool("serve socket " + path);
        sample();
        host.kill();
        rule("listening=end");

        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            assertThat(client.isConnected()).isTrue();
            assertThat(judged(server)).isEqualTo("in-use");
        }
        assertThat(judged(server)).isEqualTo("owner-ended");
    }

    @Test
    void aServerWithAClientThatItHasNotAcceptedIsInUse() throws IOException {
        Host host = new Host();
        Path path = folder.resolve("s");
        int server = host.tool("serve socket " + path);
        sample();
        host.kill();
        rule("listening=end");
        SocketChannel.open(UnixDomainSocketAddress.of(path)).close();

        try (SocketChannel waiting = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            assertThat(waiting.isConnected()).isTrue();
            assertThat(judged(server)).isEqualTo("in-use");
        }
    }

    @Test
    void aPipeWhoseOtherEndIsOpenIsInUseAlthoughNobodyIsSeenToHoldIt() throws IOException {
        Host host = new Host();
        List<Integer> pair = host.ask("flight");
        tools.add(pair.get(1));
        sample();
        host.kill();

        assertThat(judged(pair.get(0))).isEqualTo("in-use");
    }

    @Test
    void whatReadsANamedPipeIsInUse() throws IOException {
        Host host = new Host();
        int left = host.tool("named");
        sample();
        host.kill();

        assertThat(judged(left)).isEqualTo("in-use");
    }

    @Test
    void whatALivingStrangerWritesToIsInUse() throws IOException {
        Host host = new Host();
        List<Integer> pair = host.ask("pair stranger");
        tools.add(pair.get(1));
        sample();
        host.kill();

        assertThat(judged(pair.get(0))).isEqualTo("in-use");
    }

    @Test
    void orphansThatUseOnlyEachOtherAreOrphans() throws IOException {
        Host host = new Host();
        List<Integer> pair = host.ask("pair tool");
        tools.add(pair.get(1));
        sample();
        host.kill();

        assertThat(judged(pair.get(0))).isEqualTo("owner-ended");
        assertThat(judged(pair.get(1))).isEqualTo("owner-ended");
    }

    @Test
    void anOwnerThatExecsStaysOne() throws IOException {
        Host host = new Host();
        int below = host.tool("child");
        sample();
        host.ask("exec");

        assertThat(judged(below)).isEqualTo("owner-lives");
        host.kill();
        assertThat(judged(below)).isEqualTo("owner-ended");
    }

    /** A launcher that prepares something for long and then becomes an agent, started by another agent. */
    @Test
    void aToolOfAnOwnerThatBecameOneLateIsNotLeftToTheOwnerAbove() throws IOException, InterruptedException {
        Path commands = folder.resolve("commands");
        assertThat(new ProcessBuilder("mkfifo", commands.toString()).start().waitFor())
                .isZero();
        try (RandomAccessFile inner = new RandomAccessFile(commands.toFile(), "rw")) {
            Host outer = new Host();
            outer.ask("late " + commands);
            for (int i = 0; i < 4; i++) {
                sample();
            }
            outer.ask("become");
            inner.writeBytes("shell env\n");
            int tool = outer.tool("relay");
            sample();
            inner.writeBytes("end\n");
            outer.ask("relay");
            sample();

            outer.kill();

            assertThat(judged(tool)).isEqualTo("owner-lives");
        }
    }

    @Test
    void aHostThatAdoptsSparesUnlessTheNearestOwnerDecides() throws IOException {
        Host host = new Host();
        host.ask("reap");
        List<Integer> worker = host.ask("worker");
        int left = worker.get(1);
        tools.add(left);
        sample();
        host.ask("kill");

        assertThat(judged(left)).isEqualTo("owner-lives");
        rule("owner=host:nearest");
        assertThat(judged(left)).isEqualTo("owner-ended");
    }

    @Test
    void aRuleOnTheEnvironmentAloneNamesOnlyWhatWasSeenBelowAnOwnerThatEnded() throws IOException {
        rules = new Rules(
                List.of(RuleParser.match("tool", "env.TEKTON_CI_NAME=test owner=host")), List.of(), rules.owners());
        Host host = new Host();
        int left = host.tool("child");
        sample();

        assertThat(named()).doesNotContain(left);
        host.kill();
        assertThat(named()).containsExactly(left);
        assertThat(judged(left)).isEqualTo("owner-ended");
    }

    private List<Integer> named() {
        return new CandidateScanner(table, Hosts.settings(rules), new OurInstallation(folder, false), Set.of(), witness)
                .observe().candidates().stream().map(Candidate::pid).toList();
    }

    @Test
    void theEndOfTheOwnerBeginsTheMinimumAge() throws IOException {
        Host host = new Host();
        int left = host.tool("child");
        sample();
        host.kill();
        minAge = Duration.ofHours(2);

        assertThat(judged(left)).isEqualTo("recently-orphaned");
    }
}
