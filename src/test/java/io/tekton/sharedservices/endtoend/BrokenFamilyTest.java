package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.endtoend.Installation.lives;
import static io.tekton.sharedservices.journal.TerminationResult.SPARED_ON_RECHECK;
import static io.tekton.sharedservices.journal.TerminationResult.TERMINATED;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.CleanupListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Once one of a family stays, nothing more of that family is signalled, even in the middle of a round. */
@EnabledOnOs(OS.LINUX)
class BrokenFamilyTest {
    /** The root says the pids of its three children, and each changes its program when it is asked to. */
    private static final String SCRIPT = """
            import os, signal, subprocess, sys, time
            signal.signal(signal.SIGUSR1, lambda *_: os.execvp("sleep", ["sleep", "101"]))
            if sys.argv[1] == "--root":
                me = [sys.executable, "-IS", sys.argv[0], "--child"]
                for i in range(3):
                    child = subprocess.Popen(me, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
                    child.stdout.readline()
                    child.stdout.close()
                    print(child.pid, flush=True)
            else:
                print("ready", flush=True)
            os.dup2(os.open(os.devnull, os.O_RDWR), 1)
            time.sleep(100)
            """;

    @TempDir
    Path temp;

    private final List<Integer> children = new ArrayList<>();
    private int root;

    @AfterEach
    void close() {
        ProcessHandle.of(root).ifPresent(ProcessHandle::destroyForcibly);
        children.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    /** They lead a session of their own: in a PID namespace, that of the tests may be led from outside. */
    private void start(Path script) throws IOException {
        Files.writeString(script, SCRIPT);
        ProcessBuilder builder = new ProcessBuilder("setsid", "python3", "-IS", script.toString(), "--root")
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("TEKTON_ROOT", temp.resolve("tekton").toString());
        Process started = builder.start();
        root = Math.toIntExact(started.pid());
        for (int i = 0; i < 3; i++) {
            children.add(Integer.valueOf(started.inputReader().readLine()));
        }
        started.getInputStream().close();
        started.getOutputStream().close();
        // They are ended in this order.
        Collections.sort(children);
    }

    private static void change(int pid) {
        try {
            assertThat(new ProcessBuilder("kill", "-USR1", Integer.toString(pid))
                            .start()
                            .waitFor())
                    .isZero();
            while (!Installation.commandLine(pid).contains("101")) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whereOneChangesInTheMiddleOfARoundTheRestOfItsFamilyStays() throws IOException {
        Installation tekton = new Installation(temp);
        start(tekton.script);
        CleanupListener afterTheFirst = (phase, done, total) -> {
            if (phase == CleanupListener.Phase.TERMINATING && total == 3 && done == 1) {
                change(children.get(1));
            }
        };

        Installation.Outcome outcome = tekton.cleanup()
                .set("match.own", "script=" + tekton.script + " argument=--root with=descendants")
                .listener(afterTheFirst)
                .run();

        assertThat(outcome.result(root)).isEqualTo(TERMINATED);
        assertThat(outcome.result(children.get(0))).isEqualTo(TERMINATED);
        assertThat(outcome.result(children.get(1))).isEqualTo(SPARED_ON_RECHECK);
        assertThat(outcome.result(children.get(2))).isEqualTo(SPARED_ON_RECHECK);
        assertThat(lives(children.get(2))).isTrue();
    }
}
