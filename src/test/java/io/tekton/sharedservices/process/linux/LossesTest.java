package io.tekton.sharedservices.process.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.process.ProcessFacts.Losses;
import io.tekton.sharedservices.process.ProcessFacts.Memory;
import io.tekton.sharedservices.process.ProcessFacts.Use;
import io.tekton.sharedservices.process.PythonProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What real processes have lost; a child waits for the input of its parent on another descriptor. */
@EnabledOnOs(OS.LINUX)
class LossesTest {
    private static final String CHILD = """
        def child(prepare):
            read, write = os.pipe()
            pid = os.fork()
            if pid == 0:
                prepare()
                os.write(write, b"x")
                while os.read(parent, 4096):
                    pass
                os._exit(0)
            os.read(read, 1)
            return pid
        parent = os.dup(0)
        """;

    @TempDir
    Path folder;

    private final LinuxProcessTable table = LinuxProcessTable.open(Set.of(), Clock.systemUTC());

    private Losses ofChild(String code) {
        return ofChild(code, "");
    }

    private Losses ofChild(String code, String argument) {
        try (PythonProcess process = PythonProcess.run(CHILD + code, argument)) {
            return table.losses().apply(process.number(0));
        }
    }

    @Test
    void nothingIsLostWhileAllIsThere() {
        assertThat(ofChild("""
            ready(child(lambda: None))
            wait()
            """)).isEqualTo(Losses.NONE);
    }

    @Test
    void aPipeWithoutAWriterIsLost() {
        String pipe = """
            read, write = os.pipe()
            pid = child(lambda: (os.dup2(read, 0), os.close(write)))
            %s
            ready(pid)
            wait()
            """;

        assertThat(ofChild(pipe.formatted("os.close(write)")).input()).startsWith("pipe:[");
        assertThat(ofChild(pipe.formatted("pass")).input()).isNull();
    }

    @Test
    void aSocketWithoutAPeerIsLost() {
        String pair = """
            one, other = socket.socketpair()
            pid = child(lambda: (os.dup2(one.fileno(), 0), one.close(), other.close()))
            %s
            ready(pid)
            wait()
            """;

        assertThat(ofChild(pair.formatted("one.close(); other.close()")).input())
                .startsWith("socket:[");
        assertThat(ofChild(pair.formatted("pass")).input()).isNull();
    }

    @Test
    void aSocketThatListensHasLostNothing() {
        assertThat(ofChild("""
            server = socket.socket(socket.AF_UNIX)
            server.bind(sys.argv[1])
            server.listen()
            ready(child(lambda: os.dup2(server.fileno(), 0)))
            wait()
            """, folder.resolve("s").toString()).input()).isNull();
    }

    @Test
    void aTerminalWhoseOtherEndWasClosedIsLost() {
        String terminal = """
            def attach():
                signal.signal(signal.SIGHUP, signal.SIG_IGN)
                os.setsid()
                os.dup2(slave, 1)
                os.close(master)
                os.close(slave)
            import pty
            master, slave = pty.openpty()
            pid = child(attach)
            os.close(slave)
            %s
            ready(pid)
            wait()
            """;

        assertThat(ofChild(terminal.formatted("os.close(master)")).terminal()).startsWith("/dev/pts/");
        assertThat(ofChild(terminal.formatted("pass")).terminal()).isNull();
    }

    @Test
    void aDeletedFolderIsLostAndOneThatIsOnlyCalledSoIsNot() throws IOException {
        Path gone = Files.createDirectory(folder.resolve("gone"));
        Path named = Files.createDirectory(folder.resolve("named (deleted)"));
        String code = """
            pid = child(lambda: os.chdir(sys.argv[1]))
            if sys.argv[1].endswith("gone"):
                os.rmdir(sys.argv[1])
            ready(pid)
            wait()
            """;

        assertThat(ofChild(code, gone.toString()).folder()).isEqualTo(gone.toString());
        assertThat(ofChild(code, named.toString()).folder()).isNull();
    }

    @Test
    void aDeletedProgramIsLost() {
        assertThat(ofChild("""
            import shutil
            copy = sys.argv[1]
            shutil.copy("/bin/cat", copy)
            program = subprocess.Popen([copy], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            program.stdin.write(b"x")
            program.stdin.flush()
            program.stdout.read(1)
            os.unlink(copy)
            ready(program.pid)
            wait()
            """, folder.resolve("copy").toString()).program())
                .isEqualTo(folder.resolve("copy").toString());
    }

    @Test
    void memoryAndProcessorTimeOfAProcessAreRead() {
        try (PythonProcess process = PythonProcess.run("""
            kept = bytearray(os.urandom(1)) * (64 << 20)
            for i in range(10_000_000):
                pass
            ready(os.getpid())
            wait()
            """)) {
            Use use = table.use(process.number(0));

            assertThat(use.memory()).isNotNull();
            assertThat(use.memory().kind()).isEqualTo(Memory.Kind.PSS);
            assertThat(use.memory().bytes()).isBetween(64L << 20, 1L << 30);
            assertThat(use.cpu()).isBetween(Duration.ofMillis(10), Duration.ofMinutes(5));
        }
    }

    @Test
    void memoryThatMayNotBeSummedUpIsTheResidentOne(@TempDir Path proc) throws IOException {
        Path process = Files.createDirectories(proc.resolve("4711"));
        Files.writeString(process.resolve("status"), "Name:\ta\nVmRSS:\t    100 kB\nVmSwap:\t      1 kB\n");
        Files.writeString(process.resolve("stat"), "4711 (a) b) S 1 4711 4700 0 0 0 0 0 0 0 150 75 9 9 0");

        Use use = new UseFiles(proc, 100).read(4711);

        assertThat(use).isEqualTo(new Use(new Memory(101L << 10, Memory.Kind.RSS), Duration.ofMillis(2250)));
        assertThat(new UseFiles(proc, 100).read(4712)).isEqualTo(Use.UNKNOWN);
    }
}
