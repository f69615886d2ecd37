package io.tekton.sharedservices.endtoend;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Python program under the name that an installation's rule matches; it can say when it has its SIGTERM. It ends with
 * this JVM.
 */
final class Worker implements AutoCloseable {
    private static final String PROGRAM = """
            import os, signal, sys, time
            def term(*_):
                print('TERM', flush=True)
                %s
            test = os.getppid()
            signal.signal(signal.SIGTERM, term)
            print('up', flush=True)
            while os.getppid() == test:
                time.sleep(1)
            """;

    private final Process process;
    private final BufferedReader out;

    private Worker(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** One that does this at SIGTERM, in one line of Python; {@code pass} makes it stubborn. Returns when it runs. */
    static Worker start(Installation tekton, String atSigterm, String... arguments) {
        try {
            Files.writeString(tekton.script, PROGRAM.formatted(atSigterm));
            List<String> command = new ArrayList<>(tekton.argv(arguments));
            if (Files.isExecutable(Path.of("/usr/bin/python3"))) {
                command.set(0, "/usr/bin/python3");
            }
            Worker worker = new Worker(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
            worker.awaitLine("up");
            return worker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int pid() {
        return Math.toIntExact(process.pid());
    }

    void awaitSigterm() {
        awaitLine("TERM");
    }

    /** What it has said until its end, without waiting for more. */
    boolean hasSaidNothingMore() {
        try {
            return !out.ready();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it, and tells what it has said that nobody awaited. */
    List<String> endAndTell() {
        // by its handle, which leaves its output open to be read to the end
        process.toHandle().destroyForcibly();
        List<String> said = out.lines().toList();
        close();
        return said;
    }

    private void awaitLine(String expected) {
        String line = assertTimeoutPreemptively(Duration.ofMinutes(4), out::readLine);
        if (!expected.equals(line)) {
            throw new IllegalStateException("the worker said " + line + ", not " + expected);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(240, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the worker, pid " + process.pid() + ", does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
