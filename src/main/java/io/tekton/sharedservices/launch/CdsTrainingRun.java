package io.tekton.sharedservices.launch;

import io.tekton.sharedservices.cli.CommandLineProgram;
import io.tekton.sharedservices.cli.CommandLineProgram.Globals;
import io.tekton.sharedservices.cli.view.StandardOutput;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.client.DaemonLookup;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.logging.EarlyLogging;
import io.tekton.sharedservices.text.HostZone;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Does once what the program usually does, in a temporary folder, so that the JVM records which classes that takes. The
 * start script calls it to make the class-data archive. Every cleanup in it is a dry run, and its two match rules name
 * this process itself and a child of its own, which it ends at last.
 */
public final class CdsTrainingRun {
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);
    private static final Duration BETWEEN_CHECKS = Duration.ofMillis(50);
    private static final String VERSION = "rehearsal";
    private static final String SETTINGS = """
            orphan-cleanup.dry-run = true
            orphan-cleanup.default-rules = false
            orphan-cleanup.match.self = program=java argument=%s
            orphan-cleanup.match.child = program=sleep argument=%s
            registry.when-empty = trust
            """;
    /** Of a component that has no process. */
    private static final String REGISTRY = """
            {"rehearsal-ai": {"port": 8000, "component": "rehearsal", "pid": 999999999, "metadata": {}}}
            """;
    /** Seconds; longer than a rehearsal takes. */
    private static final int CHILD_LIVES = 120;
    /** Classes that this run passes by. One that is not in the archive has each command open and search the jars. */
    private static final List<String> ENTRY =
            List.of("io.tekton.sharedservices.Main", "io.tekton.sharedservices.Main$WindDown");

    private static final List<List<String>> COMMANDS = List.of(
            List.of("--version"),
            List.of("status"),
            List.of("status", "--json"),
            List.of("jobs"),
            List.of("cleanup", "--dry-run", "--verbose"),
            List.of("cleanup", "--dry-run", "--json"),
            List.of("cleanup", "--dry-run", "--min-age", "0s", "--confirm-after", "0s"),
            List.of("audit", "--limit", "20"),
            List.of("audit", "--json"),
            List.of("history"),
            List.of("sync", "--dry-run"),
            // The default rules are read here, and asked of no process.
            List.of("config", "--set", "orphan-cleanup.default-rules=true"));

    private final Path folder;
    private final PrintStream said;
    private final Terminal terminal;

    private CdsTrainingRun(Path folder, PrintStream said) {
        this.folder = folder;
        this.said = said;
        this.terminal = Terminal.of(said, said, "", "", Map.of(), HostZone.ofHost());
    }

    /** @param arguments an empty folder; what the commands print goes into its file {@code said} */
    public static void main(String[] arguments) throws Exception {
        EarlyLogging.keepQuiet();
        for (String entry : ENTRY) {
            Class.forName(entry);
        }
        Path folder = Path.of(arguments[0]).toRealPath();
        Path registries = Files.createDirectories(folder.resolve("tekton/.tekton/ai_registry"));
        Files.writeString(registries.resolve("platform_ai_registry.json"), REGISTRY);
        // No other process is likely to have this argument.
        String lives = CHILD_LIVES + "." + ProcessHandle.current().pid();
        Files.writeString(
                folder.resolve("quartz.properties"), SETTINGS.formatted(CdsTrainingRun.class.getName(), lives));
        Optional<Process> child = child(folder, lives);
        boolean done;
        try (PrintStream said = new StandardOutput(Files.newOutputStream(folder.resolve("said")), folder)) {
            done = new CdsTrainingRun(folder, said).run();
        } finally {
            child.ifPresent(Process::destroyForcibly);
        }
        System.exit(done ? 0 : 1);
    }

    /** Looks like an orphan, so that a dry run comes by all that it does with one. A host may lack the program. */
    private static Optional<Process> child(Path folder, String lives) {
        ProcessBuilder sleep = new ProcessBuilder("sleep", lives);
        sleep.environment().put("TEKTON_ROOT", folder.resolve("tekton").toString());
        try {
            return Optional.of(sleep.start());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean run() throws InterruptedException {
        runAtHome("status");
        commands();
        StopFlag stop = new StopFlag();
        Thread daemon = new Thread(() -> run(stop, "run"), "daemon");
        daemon.start();
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (daemon.isAlive()
                && !(call(stop, Globals.NONE).daemon() instanceof DaemonLookup.Running)
                && System.nanoTime() - deadline < 0) {
            stop.await(BETWEEN_CHECKS);
        }
        boolean ready = call(stop, Globals.NONE).daemon() instanceof DaemonLookup.Running;
        if (ready) {
            commands();
        }
        stop.raise();
        daemon.join();
        return ready;
    }

    private void commands() {
        for (List<String> command : COMMANDS) {
            run(new StopFlag(), command.toArray(String[]::new));
        }
        run(new StopFlag(), "explain", Long.toString(ProcessHandle.current().pid()));
    }

    private void run(StopFlag stop, String... command) {
        said.println("$ " + String.join(" ", command));
        new CommandLineProgram(terminal, VERSION, given -> call(stop, given)).run(command);
    }

    /** Of a user who has no platform folder. */
    private void runAtHome(String... command) {
        said.println("$ " + String.join(" ", command));
        new CommandLineProgram(
                        terminal, VERSION, given -> call(new StopFlag(), given, Map.of("HOME", folder.toString())))
                .run(command);
    }

    private LocalContext call(StopFlag stop, Globals given) {
        return call(
                stop,
                given,
                Map.of(
                        "HOME", folder.toString(),
                        "TEKTON_ROOT", folder.resolve("tekton").toString(),
                        "SHARED_SERVICES_WEB_PORT", "0"));
    }

    private LocalContext call(StopFlag stop, Globals given, Map<String, String> environment) {
        return new LocalContext(terminal, environment, folder, Clock.systemUTC(), VERSION, stop, given);
    }
}
