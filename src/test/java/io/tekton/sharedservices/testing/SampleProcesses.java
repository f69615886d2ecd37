package io.tekton.sharedservices.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Real, idle processes for tests. Each is a tiny program that takes any argv and waits; it has that argv, and exactly
 * that environment, when the method returns; where that is empty, {@code PATH} is in it, since a process whose
 * environment is empty is an odd one. Each costs about a millisecond and a page of memory. They have a keeper as their
 * parent, which reaps them at once unless said otherwise. Closing ends exactly those that were started here, and so
 * does the end of this JVM. Needs Linux and a {@code python3} on the path. Safe for use by several threads.
 */
public final class SampleProcesses implements AutoCloseable {
    private final Path home;
    private final Process keeper;
    private final Writer ask;
    private final BufferedReader answers;

    /** Two processes, the first one the parent of the second. */
    public record Family(int parent, int child) {}

    public SampleProcesses() {
        try {
            // Others may pass through it, so that processes of other users can run the program in it.
            home = Files.createTempDirectory("zoo");
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
            Path script = home.resolve("keeper.py");
            try (InputStream in =
                    Objects.requireNonNull(SampleProcesses.class.getResourceAsStream("keeper.py"), "keeper.py")) {
                Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
            }
            keeper = new ProcessBuilder(python(), "-IS", script.toString(), home.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            ask = keeper.outputWriter(UTF_8);
            answers = new BufferedReader(new InputStreamReader(keeper.getInputStream(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The system's own Python where there is one: others may be in a folder that other users cannot enter. */
    private static String python() {
        return Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3";
    }

    /** The keeper: parent of all that is neither double-forked nor somebody's child. */
    public int keeper() {
        return Math.toIntExact(keeper.pid());
    }

    /** A process that dies promptly at SIGTERM. */
    public int child(List<String> argv, Map<String, String> environment) {
        return ask("child", list(argv), variables(environment), "prompt")[0];
    }

    /** As {@link #child}, with arguments that need not be text. */
    public int childOfBytes(List<byte[]> argv, Map<String, String> environment) {
        return ask("child", bytes(argv), variables(environment), "prompt")[0];
    }

    /** A process of another user; needs root. */
    public int childOfUser(int uid, List<String> argv, Map<String, String> environment) {
        return ask("child", list(argv), variables(environment), "uid=" + uid)[0];
    }

    /** A process that ignores SIGTERM. */
    public int stubborn(List<String> argv, Map<String, String> environment) {
        return ask("child", list(argv), variables(environment), "stubborn")[0];
    }

    /** A process in the session of nobody else, whose parent has ended: it belongs to init or a subreaper now. */
    public int doubleForked(List<String> argv, Map<String, String> environment) {
        return ask("double-forked", list(argv), variables(environment), "prompt")[0];
    }

    /** A wrapper, and its child in a session of its own with {@code TEKTON_CI_NAME=name} in its environment. */
    public Family wrapperWithChild(List<String> wrapper, List<String> child, String name) {
        return family(wrapper, Map.of(), child, Map.of("TEKTON_CI_NAME", name));
    }

    /** A process and its child, which stays behind as a zombie when it ends before its parent. */
    public Family family(
            List<String> parent,
            Map<String, String> parentEnvironment,
            List<String> child,
            Map<String, String> childEnvironment) {
        int[] both = ask(
                "family",
                list(parent),
                variables(parentEnvironment),
                list(child),
                variables(childEnvironment),
                "prompt");
        return new Family(both[0], both[1]);
    }

    /** A process that has ended and that its parent does not reap. */
    public int zombie() {
        Family family = family(List.of("lazy-parent"), Map.of(), List.of("zombie-to-be"), Map.of());
        end(family.child());
        return family.child();
    }

    /** A process that runs {@code argv} until {@link #change} makes it exec into {@code later}, with the same pid. */
    public int execsInto(List<String> argv, Map<String, String> environment, List<String> later) {
        return ask("changeling", list(argv), variables(environment), list(later), "prompt")[0];
    }

    /** Makes one exec; it has its later argv when this returns. */
    public void change(int changeling) {
        ask("change", Integer.toString(changeling));
    }

    /** A process with exactly this pid, which must be free; needs root. */
    public int newcomer(int pid, List<String> argv, Map<String, String> environment) {
        return ask("newcomer", Integer.toString(pid), list(argv), variables(environment), "prompt")[0];
    }

    /**
     * Ends one of those started here, by SIGKILL; it is gone when this returns, or a zombie where its parent is lazy.
     */
    public void end(int pid) {
        ask("end", Integer.toString(pid));
    }

    private synchronized int[] ask(String... words) {
        try {
            ask.write(String.join(" ", words) + "\n");
            ask.flush();
            String answer = answers.readLine();
            if (answer == null || answer.startsWith("!")) {
                throw new IllegalStateException("the keeper could not do \"" + words[0] + "\": " + answer);
            }
            return Stream.of(answer.split(" ")).mapToInt(Integer::parseInt).toArray();
        } catch (IOException e) {
            throw new UncheckedIOException("the keeper does not answer", e);
        }
    }

    private static String list(List<String> words) {
        return bytes(words.stream().map(word -> word.getBytes(UTF_8)).toList());
    }

    private static String variables(Map<String, String> environment) {
        Map<String, String> any = environment.isEmpty() ? Map.of("PATH", "/usr/bin:/bin") : environment;
        return list(any.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList());
    }

    private static String bytes(Collection<byte[]> words) {
        return words.isEmpty()
                ? "."
                : words.stream().map(Base64.getEncoder()::encodeToString).collect(Collectors.joining(","));
    }

    @Override
    public synchronized void close() {
        try {
            ask.close();
            if (!keeper.waitFor(240, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the keeper, pid " + keeper.pid() + ", does not end");
            }
            try (Stream<Path> left = Files.walk(home)) {
                for (Path path : left.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
