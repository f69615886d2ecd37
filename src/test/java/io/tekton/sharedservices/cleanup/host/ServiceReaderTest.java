package io.tekton.sharedservices.cleanup.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.match.RuleParser;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.verdict.Lineage;
import io.tekton.sharedservices.cleanup.verdict.Service;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.PythonProcess;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.process.portable.PortableProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real servers, their workers, and what only inherited a listener. */
@Timeout(180)
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class ServiceReaderTest {
    private static final ProcessTable TABLE = LinuxProcessTable.open(Set.of(), Clock.systemUTC());

    /** Listens where {@code argv[-1]} says, which no option names: a path, or a port, 0 for any. */
    private static final String SERVER = """
            where = sys.argv[-1]
            if where.startswith('/'):
                l = socket.socket(socket.AF_UNIX)
                l.bind(where)
                l.listen()
            else:
                l = socket.create_server(('127.0.0.1', int(where)))
            port = '' if where.startswith('/') else l.getsockname()[1]
            """;

    private static final String IDLE = "ready(os.getpid())\nwait()\n";

    @TempDir
    Path folder;

    private Path ci;
    private Rules rules;

    @BeforeEach
    void nameTheScripts() {
        ci = folder.resolve("ci.py");
        rules = new Rules(
                List.of(
                        RuleParser.match("ci", "script=" + ci + "," + folder.resolve("server.py")),
                        RuleParser.match("launcher", "script=" + folder.resolve("launcher.py") + " kind=launcher")),
                List.of());
    }

    private List<String> command(String name, String code, String... arguments) {
        try {
            Path script = folder.resolve(name);
            Files.writeString(script, PythonProcess.script(code));
            List<String> command = new ArrayList<>(List.of("python3", "-IS", script.toString()));
            command.addAll(List.of(arguments));
            return command;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private PythonProcess start(String name, String code, String... arguments) {
        return PythonProcess.start(Map.of(), command(name, code, arguments));
    }

    private Service service(int pid) {
        return service(TABLE, pid);
    }

    private Service service(ProcessTable table, int pid) {
        ProcessSnapshot snapshot = ((Reading.Present<ProcessSnapshot>) table.read(pid)).value();
        return new ServiceReader(table, rules).of(snapshot, Lineage.of(snapshot.node(), table::node));
    }

    private static int freePort() {
        try (PythonProcess one =
                PythonProcess.run("ready(socket.create_server(('127.0.0.1', 0)).getsockname()[1])\nwait()\n")) {
            return one.number(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port %d", "--port=%d"})
    void servesThePortThatItNames(String option) {
        int port = freePort();
        List<String> arguments = new ArrayList<>(List.of(option.formatted(port).split(" ")));
        arguments.add(Integer.toString(port));
        try (PythonProcess server = start("ci.py", SERVER + IDLE, arguments.toArray(String[]::new))) {
            assertThat(service(server.pid()))
                    .isEqualTo(
                            new Service.Serves("it listens on port " + port + ", which its own --port names", false));
        }
    }

    @Test
    void anotherPortThanTheNamedOneIsNoService() {
        int named = freePort();
        try (PythonProcess server = start("ci.py", SERVER + IDLE, "--port", Integer.toString(named), "0")) {
            assertThat(service(server.pid()))
                    .isEqualTo(new Service.Silent(
                            "it listens neither on port " + named + ", which its own --port names, nor on a socket"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--port abc",
                "--port 0",
                "--port 70000",
                "--port 1 --port 2",
                "--port=",
                "--port",
                "-- --port 1"
            })
    void withoutOnePortThatIsNamedAnyCounts(String options) {
        List<String> arguments = new ArrayList<>(options.isEmpty() ? List.of() : List.of(options.split(" ")));
        arguments.addAll(List.of("--", "0"));
        try (PythonProcess server =
                start("ci.py", SERVER + "ready(port)\nwait()\n", arguments.toArray(String[]::new))) {
            assertThat(service(server.pid()))
                    .isEqualTo(new Service.Serves("it listens on port " + server.number(0), false));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--name x", "--port 1"})
    void servesItsSocketWhateverItsPort(String options) {
        String socket = folder.resolve("ci_msg_x.sock").toString();
        List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
        arguments.add(socket);
        try (PythonProcess server = start("ci.py", SERVER + IDLE, arguments.toArray(String[]::new))) {
            assertThat(service(server.pid())).isEqualTo(new Service.Serves("it listens on its socket " + socket, true));
        }
    }

    @Test
    void whatOnlyWaitsIsSilent() {
        try (PythonProcess idle = start("ci.py", IDLE)) {
            assertThat(service(idle.pid())).isEqualTo(new Service.Silent("it listens on no port or socket of its own"));
        }
    }

    /** A server that hands its listener to another program below it, which never accepts. */
    private PythonProcess serverWithHeir(String server, String then, String... arguments) {
        List<String> heir = command("ci.py", "wait()\n", "--name", "heir");
        return start(
                server,
                SERVER
                        + "os.set_inheritable(l.fileno(), True)\nchild = subprocess.Popen(%s, close_fds=False)\n"
                                .formatted(python(heir))
                        + then,
                arguments);
    }

    private static String python(List<String> words) {
        return "['" + String.join("', '", words) + "']";
    }

    @Test
    void aProgramBelowAServerThatHoldsItsPortIsSilent() {
        int port = freePort();
        try (PythonProcess server = serverWithHeir(
                "server.py", "ready(child.pid)\nwait()\n", "--port", Integer.toString(port), Integer.toString(port))) {
            awaitScript(server.number(0), ci);

            assertThat(service(server.pid())).isInstanceOf(Service.Serves.class);
            assertThat(service(server.number(0)))
                    .isEqualTo(new Service.Silent("it listens on no port or socket of its own: port " + port
                            + " belongs to pid " + server.pid() + " above it, which lives"));
        }
    }

    @Test
    void aToolBelowAWrapperThatHoldsItsSocketIsSilent() {
        String socket = folder.resolve("ci_msg_x.sock").toString();
        try (PythonProcess server = serverWithHeir("server.py", "ready(child.pid)\nwait()\n", socket)) {
            awaitScript(server.number(0), ci);

            assertThat(service(server.pid())).isInstanceOf(Service.Serves.class);
            assertThat(service(server.number(0))).isInstanceOf(Service.Silent.class);
        }
    }

    /** The port is open because of it alone. */
    @Test
    void whatInheritedAListenerFromTheDeadServesIt() {
        String thenEnd = "os.setsid()\nready(child.pid)\nos.close(1)\nos._exit(0)\n";
        try (PythonProcess between = PythonProcess.start(
                Map.of(),
                command(
                        "between.py",
                        "child = subprocess.Popen(%s, stdin=0)\nchild.wait()\nwait()\n"
                                .formatted(python(serverCommand(thenEnd)))))) {
            int heir = between.number(0);
            awaitScript(heir, ci);

            assertThat(service(heir)).isInstanceOf(Service.Serves.class);
        }
    }

    private List<String> serverCommand(String then) {
        List<String> heir = command("ci.py", "wait()\n", "--name", "heir");
        return command(
                "server.py",
                SERVER
                        + "os.set_inheritable(l.fileno(), True)\nchild = subprocess.Popen(%s, close_fds=False)\n"
                                .formatted(python(heir))
                        + then,
                "0");
    }

    /** systemd, supervisord and the like hold the listeners of what they start. */
    @ParameterizedTest
    @ValueSource(strings = {"supervisor.py", "launcher.py"})
    void whatGotItsListenerFromASupervisorServesIt(String supervisor) {
        try (PythonProcess above = serverWithHeir(supervisor, "ready(child.pid)\nwait()\n", "0")) {
            awaitScript(above.number(0), ci);

            assertThat(service(above.number(0))).isInstanceOf(Service.Serves.class);
        }
    }

    @Test
    void workersServeWithTheirLivingMaster() {
        String forks = """
                workers = []
                for i in range(2):
                    pid = os.fork()
                    if pid == 0:
                        wait()
                    workers.append(pid)
                ready(*workers)
                wait()
                """;
        try (PythonProcess master = start("ci.py", SERVER + forks, "0")) {
            assertThat(service(master.number(0))).isInstanceOf(Service.Serves.class);
            assertThat(service(master.number(1))).isInstanceOf(Service.Serves.class);
        }
    }

    /** As reloaders do: the master binds, watches files, and runs itself again to serve. */
    @Test
    void aServerThatRunsItselfAgainServes() {
        String again = """
                import select
                if 'LISTENER' in os.environ:
                    wait()
                l = socket.create_server(('127.0.0.1', 0))
                os.set_inheritable(l.fileno(), True)
                os.environ['LISTENER'] = '1'
                child = subprocess.Popen(['python3', '-IS'] + sys.argv, close_fds=False)
                ready(child.pid)
                wait()
                """;
        try (PythonProcess master = start("ci.py", again)) {
            awaitScript(master.number(0), ci);

            assertThat(service(master.number(0))).isInstanceOf(Service.Serves.class);
        }
    }

    @Test
    void whatWatchesOverTheServerOfItsPortServes() {
        int port = freePort();
        List<String> server = command("server.py", SERVER + "os.write(1, b'up')\nwait()\n", Integer.toString(port));
        String watch = "child = subprocess.Popen(%s, stdin=0, stdout=subprocess.PIPE)\nchild.stdout.read(2)\n"
                        .formatted(python(server))
                + "ready(child.pid)\nwait()\n";
        try (PythonProcess above = start("ci.py", watch, "--port", Integer.toString(port));
                PythonProcess other = start("ci.py", IDLE, "--port", Integer.toString(port))) {
            assertThat(service(above.pid()))
                    .isEqualTo(new Service.Serves(
                            "its descendant pid " + above.number(0) + " listens on port " + port
                                    + ", which its own --port names",
                            false));
            assertThat(service(other.pid())).isInstanceOf(Service.Silent.class);
        }
    }

    @Test
    void whatCannotBeReadIsUnknown() {
        int self = Math.toIntExact(ProcessHandle.current().pid());

        assertThat(service(new PortableProcessTable(Clock.systemUTC()), self)).isInstanceOf(Service.Unknown.class);
    }

    /** A child shows its parent's command line until it has called execve(2). */
    private static void awaitScript(int pid, Path script) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!(TABLE.read(pid) instanceof Reading.Present<ProcessSnapshot> present
                && present.value().command().arguments().contains(script.toString()))) {
            assertThat(System.nanoTime()).as("20 s passed").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
