package io.tekton.sharedservices.endtoend;

import io.tekton.sharedservices.Main;
import io.tekton.sharedservices.testing.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The whole program in a JVM of its own, on an installation and with its rules. */
final class Program implements AutoCloseable {
    private final Process process;
    private final Path out;
    private final Path err;

    private Program(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static Program start(Installation tekton, String... command) {
        return start(List.of(), tekton, command);
    }

    /** @param prefix a program and its arguments that starts the program, such as a tracer; empty for none */
    static Program start(List<String> prefix, Installation tekton, String... command) {
        List<String> line = new ArrayList<>(prefix);
        line.addAll(ChildJvm.command("-Dshared-services.home=" + tekton.root));
        line.add(Main.class.getName());
        tekton.settings().forEach((key, value) -> line.addAll(List.of("--set", key + "=" + value)));
        line.addAll(List.of(command));
        try {
            Path out = Files.createTempFile(tekton.root, "out", ".txt");
            Path err = Files.createTempFile(tekton.root, "err", ".txt");
            ProcessBuilder builder = new ProcessBuilder(line)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("SHARED_SERVICES_"));
            builder.environment().put("TEKTON_ROOT", tekton.root.toString());
            return new Program(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it printed, and how it ended. */
    record Ended(int exitCode, String out, String err) {}

    Ended await() {
        try {
            if (!process.waitFor(300, TimeUnit.SECONDS)) {
                throw new AssertionError("the program does not end; it said " + Files.readString(err));
            }
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static Ended run(Installation tekton, String... command) {
        try (Program program = start(tekton, command)) {
            return program.await();
        }
    }

    /**
     * Waits until the file has more than so many bytes, without a pause: the moment counts. A program that ends before
     * has a fault.
     */
    void awaitMore(Path file, long bytes) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(300);
        while (!Files.exists(file) || Files.size(file) <= bytes) {
            if (!isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError("the program did not write to " + file + "; it said " + Files.readString(err));
            }
            Thread.onSpinWait();
        }
    }

    /** Lets it go on for so long, and kills it then, as kill -9 does. */
    void killIn(long nanos) throws InterruptedException {
        for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
            Thread.onSpinWait();
        }
        kill();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Ctrl-C as a terminal sends it. */
    void interrupt() {
        signal("INT");
    }

    void terminate() {
        signal("TERM");
    }

    private void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + name + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As kill -9 does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** The tool that the path names, or null where this host has none. */
    static @Nullable Path tool(String name) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            Path tool = Path.of(folder, name);
            if (Files.isExecutable(tool)) {
                return tool;
            }
        }
        return null;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
