package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.launch.LocalContext;
import io.tekton.sharedservices.testing.Neighbour;
import io.tekton.sharedservices.text.HostZone;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Calls of the program inside this process, in a world of their own below a folder: platform, state, settings and
 * environment. No default rule applies there, and the one match rule names scripts in that folder alone, so that no
 * call can judge anything else.
 */
public final class CommandLineCalls {
    /** What a call leaves: its exit code and both its streams. */
    public record Ended(int code, String out, String err) {}

    public final Path folder;
    public final Path installation;
    public final Path root;
    public final Map<String, String> environment = new HashMap<>();
    public final StopFlag stop = new StopFlag();
    private List<String> set;
    private Clock clock = Clock.systemUTC();
    private String terminals = "";
    private String columns = "";
    private InputStream answers = InputStream.nullInputStream();

    public CommandLineCalls(Path folder) throws IOException {
        this.folder = folder.toRealPath();
        this.installation = Files.createDirectories(this.folder.resolve("installation"));
        this.root = Files.createDirectories(this.folder.resolve("tekton"));
        this.set = List.of(
                "orphan-cleanup.default-rules=false",
                "orphan-cleanup.match.trial=program=sh script=\"" + this.root + "/scripts/*.py\"");
        environment.put("HOME", this.folder.toString());
        environment.put("TEKTON_ROOT", root.toString());
        register(Neighbour.registry());
    }

    /** What the platform's registry holds from now on. */
    public Path register(String json) throws IOException {
        Path registry = root.resolve(".tekton/ai_registry/platform_ai_registry.json");
        Files.createDirectories(registry.getParent());
        return Files.writeString(registry, json);
    }

    /** Settings in the file where the program reads them. */
    public Path settings(String... lines) throws IOException {
        return Files.writeString(installation.resolve("quartz.properties"), String.join("\n", lines) + "\n");
    }

    /** From now on the file, not an option, keeps these calls in their folder. */
    public CommandLineCalls byTheFileAlone() throws IOException {
        settings(set.toArray(String[]::new));
        set = List.of();
        return this;
    }

    CommandLineCalls at(Clock newClock) {
        clock = newClock;
        return this;
    }

    /** Both output streams are a terminal of this width from now on. */
    public CommandLineCalls onTerminal(int width) {
        terminals = "012";
        columns = Integer.toString(width);
        return this;
    }

    /** What a person types at a terminal. */
    CommandLineCalls typing(String text) {
        answers = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Ctrl-C instead of an answer: the read itself never ends. */
    CommandLineCalls typingNothingUntilStopped() {
        answers = new InputStream() {
            @Override
            public int read() throws IOException {
                return read(new byte[1], 0, 1);
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                stop.raise();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return -1;
            }
        };
        return this;
    }

    /** As after Ctrl-C: a command that would go on ends at once from now on. */
    public CommandLineCalls stopped() {
        stop.raise();
        return this;
    }

    public Ended run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = run(new PrintStream(out, true, StandardCharsets.UTF_8), err, arguments);
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Into a stream of the test's own. */
    public int run(PrintStream out, ByteArrayOutputStream err, String... arguments) {
        Terminal terminal = Terminal.of(
                answers,
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminals,
                columns,
                environment,
                HostZone.of(ZoneId.of("Europe/Berlin")));
        return new CommandLineProgram(terminal, "1.2.3", globals -> {
                    List<String> all = new ArrayList<>(set);
                    all.addAll(globals.set());
                    return new LocalContext(
                            terminal,
                            environment,
                            installation,
                            clock,
                            "1.2.3",
                            stop,
                            new CommandLineProgram.Globals(globals.config(), globals.state(), all, globals.json()));
                })
                .run(arguments);
    }
}
