package io.tekton.sharedservices.golden;

import io.tekton.sharedservices.cli.CommandLineCalls;
import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A platform folder with a registry, a configuration and real processes, none of which another match rule could name,
 * and calls of the program on it, which are recorded. Closing ends the processes.
 */
final class World implements AutoCloseable {
    private static final String CONFIGURATION = """
            {
              "version": "1.0.0",
              "last_sync": "2025-06-29T16:43:44.278209",
              "_note": "Edited by hand",
              "default_model": "llama3.3:70b",
              "ai_specialists": {
                "apollo": {"component": "apollo", "port": 45007, "threshold": 1.10, "active": false, "metadata": {}},
                "numa": {"component": "numa", "port": 45004, "active": true, "metadata": {}}
              }
            }
            """;

    final CommandLineCalls calls;
    final Steady steady = new Steady();
    final Path settingsFile;
    final Path registryFile;
    final Path configuration;
    private final SampleProcesses zoo = new SampleProcesses();
    private final List<Integer> pids = new ArrayList<>();
    private Recordings recordings = new Recordings(steady);

    World(Path folder, String... settings) throws IOException {
        calls = new CommandLineCalls(folder).byTheFileAlone();
        settingsFile = calls.installation.resolve("quartz.properties");
        Files.writeString(
                settingsFile,
                Files.readString(settingsFile)
                        + String.join("\n", settings).replace("SCRIPTS", calls.root.resolve("scripts") + "")
                        + "\n");
        registryFile = calls.root.resolve(".tekton/ai_registry/platform_ai_registry.json");
        configuration = calls.root.resolve("config/tekton_ai_config.json");
        Files.createDirectories(configuration.getParent());
        steady.with(calls.folder, "<folder>");
    }

    Path registry(String text) throws IOException {
        return Files.writeString(registryFile, text);
    }

    /** Apollo alone is registered, at this port. */
    Path registerApollo(int pid, int port) throws IOException {
        return registry("{\"apollo-ai\": {\"port\": " + port + ", \"component\": \"apollo\", \"metadata\": {\"pid\": "
                + pid + "}, \"registered_at\": 81233.1}}");
    }

    Path configuration() throws IOException {
        return Files.writeString(configuration, CONFIGURATION);
    }

    /** As the platform does, in place. */
    Path raiseFlag() throws IOException {
        return Files.writeString(
                registryFile.resolveSibling(".config_update_needed"), "{\"timestamp\": 1751562224.270000}");
    }

    int prompt(String component) {
        return later(() -> zoo.child(argv(component), Map.of()));
    }

    int stubborn(String component) {
        return later(() -> zoo.stubborn(argv(component), Map.of()));
    }

    private List<String> argv(String component) {
        return List.of("sh", calls.root.resolve("scripts/" + component + ".py").toString(), "--component", component);
    }

    private interface Start {
        int pid();
    }

    /** So many pids are to follow the first: others start processes too. */
    private static final int LEFT = 8_000;

    /** The last pid that was given, {@code proc(5)}; root may set it. */
    private static final Path LAST_PID = Path.of("/proc/sys/kernel/ns_last_pid");

    private static boolean mayBeginAnew() {
        try {
            int most = Integer.parseInt(
                    Files.readString(Path.of("/proc/sys/kernel/pid_max")).strip());
            return Files.isWritable(LAST_PID)
                    && Integer.parseInt(Files.readString(LAST_PID).strip()) > most - LEFT;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void beginAnew() {
        try {
            Files.writeString(LAST_PID, "1000");
        } catch (IOException e) {
            // not in this container: then the pids go on, and one that is no later one is an error
            return;
        }
    }

    /**
     * Answers list processes by their pids: each gets a larger one than those before it, also where the system's pids
     * begin again.
     */
    private int later(Start start) {
        if (pids.isEmpty() && mayBeginAnew()) {
            beginAnew();
        }
        int pid = start.pid();
        for (int tries = 0; !pids.isEmpty() && pid < pids.get(pids.size() - 1); tries++) {
            if (tries == 1000) {
                throw new AssertionError("pid " + pid + " is no later one than those in " + pids);
            }
            zoo.end(pid);
            pid = start.pid();
        }
        pids.add(pid);
        steady.withPid(pid);
        return pid;
    }

    /** What is recorded from now on. */
    Recordings record() {
        recordings = new Recordings(steady);
        return recordings;
    }

    /** Runs a command and records it in the file of its name. */
    Ended call(String line) {
        return callFor(line.split(" ")[0], line);
    }

    /** Runs a command and records it in another file. */
    Ended callFor(String name, String line) {
        return callFor(name, Set.of(), line.isEmpty() ? new String[0] : line.split(" "));
    }

    /** @param alsoVolatile keys of its JSON that have the same type everywhere, and no more */
    Ended callFor(String name, Set<String> alsoVolatile, String... arguments) {
        Ended ended = calls.run(arguments);
        recordings.of(name).call(List.of(arguments), ended, alsoVolatile);
        return ended;
    }

    @Override
    public void close() {
        zoo.close();
    }
}
