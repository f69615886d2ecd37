package io.tekton.sharedservices.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A Python program that prints a line when it is ready and then waits for its standard input to end, as do the children
 * that it forks: so none outlives the test.
 */
public final class PythonProcess implements AutoCloseable {
    private static final String PRELUDE = """
            import os, signal, socket, subprocess, sys, threading
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            def ready(*words):
                print(*words, flush=True)
            def wait():
                while os.read(0, 4096):
                    pass
                os._exit(0)
            """;

    private final Process process;
    private final List<String> said;

    private PythonProcess(Process process, List<String> said) {
        this.process = process;
        this.said = said;
    }

    /** Runs this code, which calls {@code ready(...)} once, then {@code wait()}. */
    public static PythonProcess run(String code, String... arguments) {
        return run(Map.of(), List.of(), code, arguments);
    }

    /**
     * @param environment beside this process's own
     * @param prefix what starts it, such as {@code unshare --net}
     */
    public static PythonProcess run(
            Map<String, String> environment, List<String> prefix, String code, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("python3", "-IS", "-c", PRELUDE + code));
        command.addAll(List.of(arguments));
        return start(environment, command);
    }

    /**
     * A process in a PID namespace of its own, as in a container; word 0 of its ready line is the pid of its child
     * there, which nobody has here. Leaves the test out where only root could make one.
     *
     * @param belowMost how far that pid is below the largest: tests at the same time want numbers of their own
     */
    public static PythonProcess inAContainer(int belowMost) {
        Assumptions.assumeTrue(
                Files.isWritable(Path.of("/proc/sys/kernel/ns_last_pid")), "left out: only root makes a PID namespace");
        return run(
                Map.of(),
                List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc"),
                """
                last = int(open("/proc/sys/kernel/pid_max").read()) - int(sys.argv[1])
                open("/proc/sys/kernel/ns_last_pid", "w").write(str(last))
                child = subprocess.Popen(["sleep", "600"])
                ready(child.pid)
                wait()
                child.kill()
                child.wait()
                """,
                Integer.toString(belowMost));
    }

    /** Runs a command line that behaves as {@link #run} wants it. */
    public static PythonProcess start(Map<String, String> environment, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().putAll(environment);
            Process process = builder.start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String line = out.readLine();
            if (line == null) {
                throw new IllegalStateException("it ended before it was ready: " + command);
            }
            return new PythonProcess(process, List.of(line.split(" ")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The code with what {@link #run} puts before it, to be written to a script. */
    public static String script(String code) {
        return PRELUDE + code;
    }

    public int pid() {
        return Math.toIntExact(process.pid());
    }

    /** Word {@code i} of its ready line, a number. */
    public int number(int i) {
        return Integer.parseInt(said.get(i));
    }

    public Process process() {
        return process;
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(240, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
