package io.tekton.sharedservices.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/**
 * Three generations, in one script of the test's: a root, what descends from it, and a {@code sleep} below that. They
 * have a session of their own: in a PID namespace, that of the tests may be led from outside, and reads as 0.
 */
record Generations(int root, int middle, int last) implements AutoCloseable {
    private static final String SCRIPT = """
            import os, signal, subprocess, sys, time
            me = [sys.executable, "-IS", sys.argv[0]]
            signal.signal(signal.SIGUSR1, lambda *_: os.execvp("sleep", ["sleep", "101"]))
            below = []
            if sys.argv[1] != "--last":
                child = subprocess.Popen(
                    me + ["--middle" if sys.argv[1] == "--root" else "--last"],
                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
                below = child.stdout.readline().decode().split()
                child.stdout.close()
            print(os.getpid(), *below, flush=True)
            os.dup2(os.open(os.devnull, os.O_RDWR), 1)
            time.sleep(100)
            """;

    static Generations start(Installation tekton) throws IOException {
        Files.writeString(tekton.script, SCRIPT);
        ProcessBuilder builder = new ProcessBuilder("setsid", "python3", "-IS", tekton.script.toString(), "--root")
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("TEKTON_ROOT", tekton.root.toString());
        Process root = builder.start();
        String[] pids = root.inputReader().readLine().split(" ");
        root.getInputStream().close();
        root.getOutputStream().close();
        return new Generations(Integer.parseInt(pids[0]), Integer.parseInt(pids[1]), Integer.parseInt(pids[2]));
    }

    /** One becomes another program, which no rule names. */
    static void change(int pid) {
        try {
            assertThat(new ProcessBuilder("kill", "-USR1", Integer.toString(pid))
                            .start()
                            .waitFor())
                    .isZero();
            while (!Installation.commandLine(pid).contains("101")) {
                Thread.sleep(5);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        for (int pid : new int[] {root, middle, last}) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
