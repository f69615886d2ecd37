package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.endtoend.Installation.lives;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.process.PythonProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes that show less than they are: without a first thread, or without their environment. */
@Timeout(180)
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class HalfEndedProcessTest {
    @TempDir
    Path temp;

    private Installation tekton;

    @BeforeEach
    void install() throws IOException {
        tekton = new Installation(temp);
        Files.writeString(tekton.script, PythonProcess.script("ready('up')\nwait()\n"));
    }

    /** B4: above the child there is a process that looks like a zombie, and lives. */
    @Test
    void aRegisteredProcessWhoseFirstThreadHasEndedLives() throws IOException {
        String code = """
                import ctypes
                child = subprocess.Popen(['python3', '%s'], start_new_session=True, stdout=subprocess.PIPE)
                child.stdout.readline()
                threading.Thread(target=wait).start()
                ready(child.pid)
                ctypes.CDLL(None).pthread_exit(None)
                """;
        try (PythonProcess registered = PythonProcess.run(
                Map.of("TEKTON_ROOT", tekton.root.toString()), List.of(), code.formatted(tekton.script))) {
            int child = registered.number(0);
            awaitEndOfFirstThread(registered.pid());
            tekton.register(registered.pid());

            Installation.Outcome outcome = tekton.cleanup().run();

            assertThat(lives(child)).isTrue();
            assertThat(outcome.verdict(child).rule()).isEqualTo("descendant-of-registered");
        }
    }

    /** The kin of the registered are found from it upwards as well: its shell is no orphan. */
    @Test
    void itsAncestorIsSpared() throws IOException {
        String below = "import ctypes\nthreading.Thread(target=wait).start()\nready('up')\n"
                + "ctypes.CDLL(None).pthread_exit(None)\n";
        Path inner = Files.writeString(temp.resolve("inner.py"), PythonProcess.script(below));
        Files.writeString(
                tekton.script,
                PythonProcess.script("child = subprocess.Popen(['python3', '" + inner
                        + "'], stdout=subprocess.PIPE)\nchild.stdout.readline()\nready(child.pid)\nwait()\n"));
        try (PythonProcess shell = PythonProcess.start(Map.of("TEKTON_ROOT", tekton.root.toString()), tekton.argv())) {
            awaitEndOfFirstThread(shell.number(0));
            tekton.register(shell.number(0));

            Installation.Outcome outcome = tekton.cleanup().run();

            assertThat(outcome.verdict(shell.pid()).rule()).isEqualTo("ancestor-of-registered");
        }
    }

    /** B2: what a title leaves of the environment, and none at all. */
    @Test
    void aProcessWithoutAnEnvironmentIsUnreadable() {
        try (PythonProcess bare =
                PythonProcess.start(Map.of(), List.of("env", "-i", "/usr/bin/python3", tekton.script.toString()))) {
            Installation.Outcome outcome = tekton.cleanup().run();

            assertThat(outcome.verdict(bare.pid()).rule()).isEqualTo("unreadable");
            assertThat(outcome.verdict(bare.pid()).explanation()).contains("its environment");
        }
    }

    private static void awaitEndOfFirstThread(int pid) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (lives(pid)) {
            assertThat(System.nanoTime()).as("20 s passed").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
