package io.tekton.sharedservices.posix;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Python program as Tekton's own are; it ends at the latest with the test that started it. */
public final class PythonChild implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    private PythonChild(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts the program; its errors go to those of the test. */
    public static PythonChild start(String program, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("python3", "-c", program));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new PythonChild(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** A child that holds the file's {@code flock} exclusively until it is closed; returns when it has the lock. */
    public static PythonChild holding(Object file) throws IOException {
        PythonChild child = start("""
                import fcntl, sys
                f = open(sys.argv[1], 'a')
                fcntl.flock(f, fcntl.LOCK_EX)
                print('held', flush=True)
                sys.stdin.readline()
                """, file);
        if (!"held".equals(child.line())) {
            child.close();
            throw new IOException("the child did not get the lock of " + file);
        }
        return child;
    }

    /** Whether another program would get the file's {@code flock} exclusively right now. */
    public static boolean couldLock(Object file) throws IOException {
        try (PythonChild child = start("""
                import fcntl, sys
                f = open(sys.argv[1], 'a')
                try:
                    fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    print('free')
                except BlockingIOError:
                    print('taken')
                """, file)) {
            return switch (String.valueOf(child.line())) {
                case "free" -> true;
                case "taken" -> false;
                default -> throw new IOException("the child could not try the lock of " + file);
            };
        }
    }

    /** The next line that the child writes; null at its end. */
    public String line() throws IOException {
        return out.readLine();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
