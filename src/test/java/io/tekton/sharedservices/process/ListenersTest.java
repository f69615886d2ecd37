package io.tekton.sharedservices.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.process.linux.FakeProc;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.process.linux.Threads;
import io.tekton.sharedservices.process.portable.PortableProcessTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(400)
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class ListenersTest {
    private static final LinuxProcessTable TABLE = LinuxProcessTable.open(Set.of(), Clock.systemUTC());

    @TempDir
    Path folder;

    private static Set<Listener> of(int pid) {
        Reading<Set<Listener>> reading = TABLE.listeners().of(pid);
        assertThat(reading).isInstanceOf(Reading.Present.class);
        return ((Reading.Present<Set<Listener>>) reading).value();
    }

    private static List<Integer> ports(int pid) {
        return of(pid).stream()
                .map(listener -> ((Listener.Tcp) listener).port())
                .sorted()
                .toList();
    }

    private static Set<String> names(int pid) {
        return of(pid).stream()
                .map(listener -> ((Listener.Unix) listener).name())
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource({"AF_INET, 127.0.0.1", "AF_INET, 0.0.0.0", "AF_INET6, ::1", "AF_INET6, ::"})
    void findsTcpListenersOnAnyAddress(String family, String address) {
        String code = """
                s = socket.socket(socket.%s)
                s.bind(('%s', 0))
                s.listen()
                ready(s.getsockname()[1])
                wait()
                """;
        try (PythonProcess server = PythonProcess.run(code.formatted(family, address))) {
            assertThat(ports(server.pid())).containsExactly(server.number(0));
        }
    }

    @ParameterizedTest
    @CsvSource({"SOCK_STREAM", "SOCK_SEQPACKET"})
    void findsUnixListeners(String type) {
        String code = """
                s, t = socket.socket(socket.AF_UNIX, socket.%1$s), socket.socket(socket.AF_UNIX, socket.%1$s)
                s.bind(sys.argv[1])
                t.bind('\\0' + sys.argv[1])
                s.listen()
                t.listen()
                ready()
                wait()
                """;
        String path = folder.resolve("ci msg.sock").toString();
        try (PythonProcess server = PythonProcess.run(code.formatted(type), path)) {
            assertThat(names(server.pid())).containsExactlyInAnyOrder(path, "@" + path);
        }
    }

    @Test
    void findsNothingWhereNothingListens() {
        String code = """
                l = socket.create_server(('127.0.0.1', 0))
                if os.fork() == 0:
                    l.close()
                    wait()
                c = socket.create_connection(l.getsockname())
                a = l.accept()[0]
                l.close()
                bound = socket.socket(); bound.bind(('127.0.0.1', 0))
                udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); udp.bind(('127.0.0.1', 0))
                datagram = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); datagram.bind(sys.argv[1])
                quiet = socket.socket(socket.AF_UNIX); quiet.bind(sys.argv[1] + '2')
                pair = socket.socketpair()
                fresh = socket.socket()
                ready()
                wait()
                """;
        try (PythonProcess client = PythonProcess.run(code, folder.resolve("s").toString())) {
            assertThat(of(client.pid())).isEmpty();
        }
    }

    @Test
    void parentAndChildHoldTheSameListener() {
        String code = """
                l = socket.create_server(('127.0.0.1', 0))
                child = os.fork()
                if child == 0:
                    wait()
                other = subprocess.Popen(['cat'], pass_fds=[l.fileno()], stdout=subprocess.DEVNULL)
                ready(child, other.pid)
                wait()
                """;
        try (PythonProcess master = PythonProcess.run(code)) {
            int forked = master.number(0);
            int executed = master.number(1);
            Listeners listeners = TABLE.listeners();

            assertThat(of(forked)).hasSize(1).isEqualTo(of(master.pid())).isEqualTo(of(executed));
            assertThat(listeners.maySharePrograms(forked, master.pid())).isTrue();
            assertThat(listeners.maySharePrograms(executed, master.pid())).isFalse();
            assertThat(listeners.children(master.pid())).containsExactlyInAnyOrder(forked, executed);
        }
    }

    @Test
    void eachThatReusesThePortHasAListenerOfItsOwn() {
        String code = """
                def server(port):
                    s = socket.socket()
                    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                    s.bind(('127.0.0.1', port))
                    s.listen()
                    return s
                s = server(int(sys.argv[1]))
                ready(s.getsockname()[1])
                wait()
                """;
        try (PythonProcess one = PythonProcess.run(code, "0");
                PythonProcess other = PythonProcess.run(code, Integer.toString(one.number(0)))) {
            assertThat(ports(other.pid())).isEqualTo(ports(one.pid()));
            assertThat(of(other.pid())).isNotEqualTo(of(one.pid()));
        }
    }

    @Test
    void seesTheListenersOfAThreadThatOutlivesTheFirst() {
        String code = """
                import ctypes
                l = socket.create_server(('127.0.0.1', 0))
                threading.Thread(target=wait).start()
                ready(l.getsockname()[1])
                ctypes.CDLL(None).pthread_exit(None)
                """;
        try (PythonProcess server = PythonProcess.run(code)) {
            awaitState(server.pid(), 'Z');

            assertThat(ports(server.pid())).containsExactly(server.number(0));
            assertThat(((Reading.Present<ProcessNode>) TABLE.node(server.pid()))
                            .value()
                            .zombie())
                    .isFalse();
        }
    }

    /** Waits until the kernel shows this state of the first thread. */
    static void awaitState(int pid, char state) {
        Threads threads = new Threads("/proc");
        long deadline = System.nanoTime() + 20_000_000_000L;
        try {
            while (!threads.stat(Integer.toString(pid)).contains(") " + state + " ")) {
                assertThat(System.nanoTime()).as("20 s passed").isLessThan(deadline);
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The namespace has its own ports, and its loopback is down: only a scan of the namespace finds the listener. */
    @Test
    void readsTheNetworkNamespaceOfTheProcess() throws IOException, InterruptedException {
        assumeThat(new ProcessBuilder("unshare", "--net", "true").start().waitFor())
                .as("a network namespace can be made here")
                .isZero();
        String code = """
                s = socket.socket()
                s.bind(('0.0.0.0', 0))
                s.listen()
                ready(s.getsockname()[1])
                wait()
                """;
        try (PythonProcess here = PythonProcess.run(code);
                PythonProcess there = PythonProcess.run(Map.of(), List.of("unshare", "--net"), code)) {
            assertThat(ports(there.pid())).containsExactly(there.number(0));
            assertThat(ports(here.pid())).containsExactly(here.number(0));
        }
    }

    /** As a service manager does for a service without a network: the listener was made outside. */
    @Test
    void findsAListenerThatWasMadeInOurNetworkNamespace() throws IOException, InterruptedException {
        assumeThat(new ProcessBuilder("unshare", "--net", "true").start().waitFor())
                .as("a network namespace can be made here")
                .isZero();
        String code = """
                l = socket.create_server(('127.0.0.1', 0))
                os.set_inheritable(l.fileno(), True)
                os.execvp('unshare', ['unshare', '--net', 'sh', '-c', 'echo %d; exec cat > /dev/null' % l.getsockname()[1]])
                """;
        try (PythonProcess there = PythonProcess.run(code)) {
            assertThat(ports(there.pid())).containsExactly(there.number(0));
        }
    }

    @Test
    void aFolderThatCannotBeListedIsUnreadable() throws IOException {
        FakeProc proc = new FakeProc(folder);
        proc.add(5_700_001, "ci\0");

        assertThat(proc.open(LinuxProcessTable.READ_BOUND).listeners().of(5_700_001))
                .isInstanceOf(Reading.Unreadable.class);
    }

    @Test
    void otherSystemsDoNotSay() {
        int self = Math.toIntExact(ProcessHandle.current().pid());

        assertThat(new PortableProcessTable(Clock.systemUTC()).listeners().of(self))
                .isInstanceOf(Reading.Unreadable.class);
    }
}
