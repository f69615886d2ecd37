package io.tekton.sharedservices.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.Main;
import io.tekton.sharedservices.cli.CommandLineProgram;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.client.DaemonFinder;
import io.tekton.sharedservices.client.DaemonLookup;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.launch.LocalContext;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.testing.ChildJvm;
import io.tekton.sharedservices.testing.Neighbour;
import io.tekton.sharedservices.testing.SampleProcesses;
import io.tekton.sharedservices.testing.StrictJson;
import io.tekton.sharedservices.text.HostZone;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * An installation of the program below a folder of the test's, with a start script that runs the classes under test,
 * and its daemons in separate JVMs. No default rule applies, and the one match rule names a script in that folder, so
 * that nothing but the test's own children can ever match. Closing ends, by their pids, all daemons that were started
 * here.
 */
public final class DaemonFixture implements AutoCloseable {
    /** The warnings that the settings of a house bring: its processes are young, and a test does not wait. */
    static final String RISKS =
            "orphan-cleanup.min-age is 0s: less than 10m, so a CI that is not registered yet may be ended; "
                    + "orphan-cleanup.confirm-after is 0: every process is judged once only, so what is "
                    + "registered a moment later may be ended";

    private static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger("daemon.patience", 240));

    /** What a call leaves: its exit code and both its streams. */
    public record Ended(int code, String out, String err) {
        public String all() {
            return out + err;
        }
    }

    public final Path folder;
    public final Path installation;
    public final Path root;
    public final Path state;
    final Path settingsFile;
    public final Path script;
    public final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<Daemon> daemons = new ArrayList<>();
    private final List<Process> calls = new ArrayList<>();
    private SampleProcesses zoo;
    private int number;

    public DaemonFixture(Path temp) throws IOException {
        folder = temp.toRealPath();
        installation = Files.createDirectories(folder.resolve("installation"));
        root = Files.createDirectories(folder.resolve("tekton"));
        state = root.resolve(".tekton/shared-services");
        settingsFile = installation.resolve("quartz.properties");
        script = root.resolve("ci/worker.py");
        environment.put("HOME", folder.toString());
        environment.put("TEKTON_ROOT", root.toString());
        environment.put("PATH", "/usr/bin:/bin");
        Path registry = root.resolve(".tekton/ai_registry/platform_ai_registry.json");
        Files.createDirectories(registry.getParent());
        Files.writeString(registry, Neighbour.registry());
        settings.put("orphan-cleanup.default-rules", "false");
        settings.put("orphan-cleanup.match.own", "program=python* script=" + script);
        settings.put("orphan-cleanup.min-age", "0s");
        settings.put("orphan-cleanup.grace", "3s");
        settings.put("orphan-cleanup.confirm-after", "0s");
        settings.put("web.port", "0");
        writeSettings();
        writeStartScript();
    }

    private void writeStartScript() throws IOException {
        StringBuilder java = new StringBuilder("#!/bin/sh\nexec");
        ChildJvm.command("-Xmx256m", "-Dshared-services.home=" + installation)
                .forEach(word -> java.append(" '").append(word).append('\''));
        java.append(' ').append(Main.class.getName()).append(" \"$@\"\n");
        Path start = installation.resolve("bin/shared-services");
        Files.createDirectories(start.getParent());
        Files.writeString(start, java.toString());
        Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Changes one setting, without writing the file; null takes it away. */
    public DaemonFixture with(String key, String value) {
        if (value == null) {
            settings.remove(key);
        } else {
            settings.put(key, value);
        }
        return this;
    }

    String settingsText() {
        StringBuilder text = new StringBuilder();
        settings.forEach(
                (key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        return text.toString();
    }

    /** Writes the file in place. */
    public void writeSettings() throws IOException {
        Files.writeString(settingsFile, settingsText());
    }

    /** As editors do. */
    public void replaceSettings() throws IOException {
        Path fresh = settingsFile.resolveSibling(".quartz.properties.swp");
        Files.writeString(fresh, settingsText());
        Files.move(fresh, settingsFile, StandardCopyOption.ATOMIC_MOVE);
    }

    public synchronized SampleProcesses zoo() {
        if (zoo == null) {
            zoo = new SampleProcesses();
        }
        return zoo;
    }

    private List<String> argv() {
        return List.of("python3", script.toString());
    }

    /** An orphan that ends at SIGTERM. */
    public int orphan() {
        return zoo().child(argv(), Map.of());
    }

    /** An orphan that ignores SIGTERM. */
    public int stubborn() {
        return zoo().stubborn(argv(), Map.of());
    }

    public static boolean lives(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            return !stat.substring(stat.lastIndexOf(')'))
                    .matches("(?s)\\) [ZXx].*"); // X: its parent takes its exit code
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * When it started, in ticks since boot ({@code proc(5)}); -1 where there is no such process. A pid alone may soon
     * be another process's.
     */
    static long startTicks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19]);
        } catch (IOException e) {
            return -1;
        }
    }

    /** A daemon in the foreground of a new process; this returns when it is ready. */
    public Daemon run(String... options) throws IOException {
        Daemon daemon = begin(options);
        daemon.awaitReady();
        return daemon;
    }

    /** The same, without waiting for it. */
    Daemon begin(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("run"));
        command.addAll(List.of(options));
        Call call = callProcess(command.toArray(String[]::new));
        Daemon daemon = new Daemon(call);
        daemons.add(daemon);
        return daemon;
    }

    /** A process under way, its streams in files. */
    record Call(Process process, Path out, Path err) {
        Ended end() {
            try {
                assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .as("ends; it said " + text(out) + text(err))
                        .isTrue();
                return new Ended(process.exitValue(), text(out), text(err));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** Starts a command in a new process. */
    Call callProcess(String... arguments) throws IOException {
        Path out = folder.resolve("out-" + ++number + ".txt");
        Path err = folder.resolve("err-" + number + ".txt");
        ProcessBuilder builder = builder(arguments).redirectOutput(out.toFile()).redirectError(err.toFile());
        Process process = builder.start();
        calls.add(process);
        return new Call(process, out, err);
    }

    public ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(installation.resolve("bin/shared-services").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    /** Runs a command in this JVM: it takes no second for its start. */
    public Ended call(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = program(out, err, new StopFlag()).run(arguments);
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    CommandLineProgram program(ByteArrayOutputStream out, ByteArrayOutputStream err, StopFlag stop) {
        Terminal terminal = Terminal.of(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                "",
                "",
                environment,
                HostZone.of(ZoneId.of("UTC")));
        return new CommandLineProgram(
                terminal,
                "test",
                globals -> new LocalContext(
                        terminal, environment, installation, Clock.systemUTC(), "test", stop, globals));
    }

    public Map<String, Object> json(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--json"));
        all.addAll(List.of(arguments));
        Ended ended = call(all.toArray(String[]::new));
        return object(ended.out());
    }

    public static Map<String, Object> object(String text) {
        return StrictJson.object(text);
    }

    /** What is at a path such as {@code jobs/0/nextRunAt}; null where nothing does. */
    public static Object at(Object json, String path) {
        Object here = json;
        for (String step : path.split("/")) {
            if (here instanceof List<?> list) {
                here = Integer.parseInt(step) < list.size() ? list.get(Integer.parseInt(step)) : null;
            } else if (here instanceof Map<?, ?> map) {
                here = map.get(step);
            } else {
                return null;
            }
        }
        return here;
    }

    public Object status(String path) {
        return at(json("status"), path);
    }

    List<?> runs() {
        return (List<?>) json("history", "--limit", "1000").get("runs");
    }

    /** Waits for something, checking often at first: a check is often a request to a daemon. */
    public static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long pause = 20;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain: " + what);
            }
            try {
                Thread.sleep(pause);
                pause = Math.min(pause + 5, 80);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** The store, for as long as no daemon has it. */
    public Store store() {
        return Store.open(new StoreSettings(state, Duration.ofSeconds(5), "a test"), Clock.systemUTC());
    }

    DaemonLookup sighting() {
        return new DaemonFinder(state, () -> LinuxProcessTable.open(Set.of(), Clock.systemUTC())).look();
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String log() {
        return text(root.resolve(".tekton/logs/shared-services.log"));
    }

    static void signal(String name, long pid) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                            .inheritIO()
                            .start()
                            .waitFor())
                    .as("kill -" + name)
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One daemon, started by {@code run}. */
    public final class Daemon {
        private final Call call;

        private Daemon(Call call) {
            this.call = call;
        }

        long pid() {
            return call.process().pid();
        }

        boolean isAlive() {
            return call.process().isAlive();
        }

        public String said() {
            return text(call.out()) + text(call.err());
        }

        void awaitReady() {
            await("readiness of the daemon", () -> {
                if (!isAlive()) {
                    throw new AssertionError("the daemon ended: " + said());
                }
                return text(call.out()).contains("ready at");
            });
        }

        public void signal(String name) {
            DaemonFixture.signal(name, pid());
        }

        /** SIGKILL; it is gone when this returns. */
        void kill() throws InterruptedException {
            call.process().destroyForcibly().waitFor();
        }

        Ended end() {
            return call.end();
        }

        public Ended stop() {
            signal("TERM");
            return end();
        }
    }

    @Override
    public void close() {
        for (Process call : calls) {
            call.destroyForcibly();
        }
        // a daemon that start left behind, if it surely belongs to this folder
        if (sighting() instanceof DaemonLookup.Running running) {
            ProcessHandle.of(running.address().process().pid()).ifPresent(handle -> {
                handle.destroyForcibly();
                handle.onExit().join();
            });
        }
        for (Process call : calls) {
            call.onExit().join();
        }
        if (zoo != null) {
            zoo.close();
        }
    }
}
