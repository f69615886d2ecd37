package io.tekton.sharedservices.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A real host process of an agent, which starts real tools. Closing ends the host alone. */
public final class AgentHost implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;

    private AgentHost(Process process) {
        this.process = process;
        this.answers = process.inputReader(UTF_8);
    }

    /** Puts the scripts of host and tool where their command lines are to name them. */
    public static void write(Path host, Path tool) {
        copy("agent_host.py", host);
        copy("agent_tool.py", tool);
    }

    private static void copy(String name, Path to) {
        try (InputStream in = Objects.requireNonNull(AgentHost.class.getResourceAsStream(name), name)) {
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The system's own Python where there is one: others may be in a folder that other users cannot enter. */
    public static String python() {
        return Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3";
    }

    /** The command line of a host that carries out commands at once. */
    public static List<String> command(Path host, Path tool, String... commands) {
        List<String> command = new ArrayList<>(List.of(python(), "-IS", host.toString(), tool.toString()));
        command.addAll(List.of(commands));
        return command;
    }

    /**
     * Starts one that leads a session: in a PID namespace, that of the tests may be led from outside, and reads as 0.
     *
     * @param prefix what starts it, such as {@code setpriv --reuid=65534}
     */
    public static AgentHost start(Path host, Path tool, String... prefix) {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(List.of(prefix));
        command.addAll(command(host, tool));
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("TMUX_TMPDIR", host.getParent().toString());
            builder.environment().remove("TMUX");
            return new AgentHost(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int pid() {
        return Math.toIntExact(process.pid());
    }

    /** What it answers to a command. */
    public List<Integer> ask(String command) {
        try {
            process.outputWriter(UTF_8).write(command + "\n");
            process.outputWriter(UTF_8).flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException("the host ended at \"" + command + "\"");
            }
            return Stream.of(answer.split(" ")).map(Integer::valueOf).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The pid of the tool that a command starts. */
    public int tool(String command) {
        return ask(command).get(0);
    }

    /** By SIGKILL; it is gone when this returns, and its pid is free. */
    public void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
