package io.tekton.sharedservices.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.security.auth.module.UnixSystem;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.cleanup.Explainer;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.cleanup.PendingWrites;
import io.tekton.sharedservices.cleanup.RegistryBelief;
import io.tekton.sharedservices.cleanup.host.OurInstallation;
import io.tekton.sharedservices.cleanup.hour.PlatformHour;
import io.tekton.sharedservices.cleanup.witness.Witness;
import io.tekton.sharedservices.cleanup.witness.WitnessMemory;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.concurrent.Stopwatch;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.AuditLog;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.registry.RegistrySettings;
import io.tekton.sharedservices.registry.WhenEmpty;
import io.tekton.sharedservices.registry.WhenMissing;
import io.tekton.sharedservices.registry.memory.RegistrationMemory;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingsLayers;
import io.tekton.sharedservices.settings.SettingsReader;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.testing.Neighbour;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;

/**
 * A Tekton installation in a folder of the test, and cleanups in it. Their only match rule names a script in that
 * folder by its absolute path, so that no process but the test's own can ever match.
 */
final class Installation {
    static final String HOST = "test-host";

    final Path root;
    final Path registry;
    final Path lock;
    final Path stateFolder;

    /** What the match rule names, below our root; it need not exist, since the zoo's processes only bear its name. */
    final Path script;

    private final Path tektonState;

    Installation(Path temp) {
        root = temp.resolve("tekton");
        tektonState = root.resolve(".tekton");
        registry = tektonState.resolve("ai_registry/platform_ai_registry.json");
        lock = registry.resolveSibling(".registration.lock");
        stateFolder = tektonState.resolve("shared-services");
        script = root.resolve("ci/worker.py");
        try {
            Files.createDirectories(registry.getParent());
            Files.createDirectories(script.getParent());
            Files.createFile(lock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        register(Neighbour.registry());
    }

    /** What a process must be called to match. */
    List<String> argv(String... more) {
        List<String> argv = new ArrayList<>(List.of("python3", script.toString()));
        argv.addAll(List.of(more));
        return argv;
    }

    /** Replaces the registry, as the platform does. */
    void register(String json) {
        try {
            Path fresh = registry.resolveSibling("fresh.json");
            Files.writeString(fresh, json);
            Files.move(fresh, registry, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void register(int pid) {
        register("{" + Neighbour.entry()
                + ", \"worker-ai\": {\"port\": 45012, \"component\": \"worker\", \"metadata\": {\"pid\": " + pid
                + "}}}");
    }

    /** The settings that each cleanup here has, by key. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("orphan-cleanup.default-rules", "false");
        settings.put("orphan-cleanup.match.own", "program=python* script=" + script);
        settings.put("orphan-cleanup.min-age", "0s");
        return settings;
    }

    /** One cleanup to come. */
    Cleanup cleanup() {
        return new Cleanup();
    }

    /** What a cleanup said, and what the store says of it. */
    record Outcome(
            CleanupReport report,
            List<RecordedVerdict> verdicts,
            List<Termination> terminations,
            List<AuditEvent> events) {
        Run run() {
            return report.run();
        }

        TerminationResult result(int pid) {
            return verdict(pid).result();
        }

        RecordedVerdict verdict(int pid) {
            return report.verdicts().stream()
                    .filter(verdict -> verdict.identity().pid() == pid)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no verdict of pid " + pid));
        }

        Termination termination(int pid) {
            return terminations.stream()
                    .filter(termination -> termination.verdict().identity().pid() == pid)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no termination of pid " + pid));
        }

        /** What the chain tells of one process, in order. */
        List<String> story(int pid) {
            return events.stream()
                    .filter(event -> event.process() != null && event.process().pid() == pid)
                    .map(event -> event.kind().name())
                    .toList();
        }
    }

    final class Cleanup {
        private final Map<String, String> settings = settings();
        private final StopFlag stop = new StopFlag();
        private CleanupListener listener = CleanupListener.NONE;
        private UnaryOperator<AuditLog> audit = UnaryOperator.identity();
        private UnaryOperator<ProcessTable> table = UnaryOperator.identity();
        private final Duration registryBound = Duration.ofMillis(200);
        private Stopwatch stopwatch = Stopwatch.system();
        private Clock clock = Clock.systemUTC();
        private boolean dryRun;
        private boolean force = true;
        private Duration confirmAfter = Duration.ZERO;
        private boolean acceptRegistry;
        private WhenEmpty whenEmpty = WhenEmpty.REFUSE;

        /** A torn registry is read again at once: many runs need not wait each time for a writer that is not there. */
        Cleanup withoutRereadPause() {
            stopwatch = new Stopwatch() {
                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public void pause(Duration duration) {}
            };
            return this;
        }

        Cleanup set(String key, String value) {
            settings.put("orphan-cleanup." + key, value);
            return this;
        }

        /**
         * The rules of a preset, each with one more condition: a variable that the test gives to its own processes,
         * whose value is our script's path.
         */
        Cleanup preset(String name, String variable) {
            CleanupSettings preset = read(Map.of("presets", name, "orphan-cleanup.default-rules", "false"));
            settings.put("presets", name);
            settings.remove("orphan-cleanup.match.own");
            preset.rules()
                    .match()
                    .forEach(rule ->
                            set("match." + rule.name(), rule.text() + " env." + variable + "=\"" + script + "\""));
            return this;
        }

        /** An operator's word that the registry is true. */
        Cleanup acceptRegistry() {
            acceptRegistry = true;
            return this;
        }

        Cleanup whenEmpty(WhenEmpty what) {
            whenEmpty = what;
            return this;
        }

        Cleanup audit(UnaryOperator<AuditLog> decorator) {
            audit = decorator;
            return this;
        }

        Cleanup clock(Clock newClock) {
            clock = newClock;
            return this;
        }

        Cleanup dry() {
            dryRun = true;
            return this;
        }

        Cleanup unforced() {
            force = false;
            return this;
        }

        Cleanup confirmAfter(Duration pause) {
            confirmAfter = pause;
            return this;
        }

        Cleanup listener(CleanupListener newListener) {
            listener = newListener;
            return this;
        }

        /** Does something once, when the cleanup enters that phase. */
        Cleanup at(CleanupListener.Phase phase, Runnable action) {
            boolean[] done = new boolean[1];
            CleanupListener before = listener;
            listener = (entered, number, total) -> {
                before.progress(entered, number, total);
                if (entered == phase && !done[0]) {
                    done[0] = true;
                    action.run();
                }
            };
            return this;
        }

        /** Does something when the intents are on record, and nothing is signalled yet. */
        Cleanup afterTermIntents(Runnable action) {
            UnaryOperator<AuditLog> before = audit;
            audit = log -> new AuditSpy(before.apply(log)).afterDecide(action);
            return this;
        }

        /** Does something when the intents of SIGKILL are on record, and none is sent yet. */
        Cleanup afterKillIntents(Runnable action) {
            UnaryOperator<AuditLog> before = audit;
            audit = log -> new AuditSpy(before.apply(log)).afterKillIntents(action);
            return this;
        }

        /**
         * Does something once when the intents are on record, in the middle of a judgement.
         *
         * @param readings in whose order the cleanup reads before that: a method of {@link ProcessTable} that takes a
         *     pid, and the pid: {@code node 4711}
         */
        Cleanup afterIntentsAndReadings(Runnable action, String... readings) {
            Deque<String> ahead = new ArrayDeque<>();
            table = real -> (ProcessTable) Proxy.newProxyInstance(
                    ProcessTable.class.getClassLoader(),
                    new Class<?>[] {ProcessTable.class},
                    (proxy, method, given) -> {
                        Object answer = method.invoke(real, given);
                        if (given != null && (method.getName() + " " + given[0]).equals(ahead.peek())) {
                            ahead.remove();
                            if (ahead.isEmpty()) {
                                action.run();
                            }
                        }
                        return answer;
                    });
            return afterTermIntents(() -> ahead.addAll(List.of(readings)));
        }

        StopFlag stop() {
            return stop;
        }

        Outcome run() {
            List<Outcome> outcomes = new ArrayList<>();
            runMany(1, number -> {}, outcomes::add);
            return outcomes.get(0);
        }

        /** Several runs in a row with the store open all the time; {@code before} is told how many came before. */
        void runMany(int times, IntConsumer before, Consumer<Outcome> after) {
            Clock time = clock;
            try (Store store =
                    Store.open(new StoreSettings(stateFolder, StoreSettings.PATIENCE_OF_A_COMMAND, "test"), time)) {
                CleanupSettings read = cleanupSettings();
                OrphanCleanup cleanup = cleanup(store, read);
                CleanupRequest request = new CleanupRequest(
                        Trigger.MANUAL,
                        "test",
                        dryRun,
                        read.minAge(),
                        read.grace(),
                        confirmAfter,
                        read.maxTerminations(),
                        force,
                        read.inService(),
                        acceptRegistry);
                long seen = 0;
                for (int i = 0; i < times; i++) {
                    before.accept(i);
                    CleanupReport report = cleanup.run(
                            request, Set.of((int) ProcessHandle.current().pid()), stop, listener);
                    Outcome outcome = remembered(store, report, seen);
                    seen += outcome.events().size();
                    after.accept(outcome);
                }
            }
        }

        /** What {@code explain} says of it now. */
        Explanation explain(int pid) {
            CleanupSettings read = cleanupSettings();
            if (!stateFolder.toFile().isDirectory() && !stateFolder.toFile().mkdirs()) {
                throw new IllegalStateException(stateFolder + " cannot be made");
            }
            LinuxProcessTable table = LinuxProcessTable.open(read.rules().wanted(), clock);
            RegistrationMemory memory = RegistrationMemory.open(stateFolder, tektonState);
            Explainer explainer = new Explainer(
                    table,
                    new RegistryReader(registries(), memory, stopwatch),
                    new RegistryBelief(memory, registries(), table, clock),
                    read,
                    new OurInstallation(root, false),
                    new Witness(WitnessMemory.readOnly(stateFolder)));
            Explanation.Answer answer =
                    explainer.explain(pid, Set.of((int) ProcessHandle.current().pid()));
            return ((Explanation.Answer.Explained) answer).explanation();
        }

        private RegistrySettings registries() {
            return new RegistrySettings(
                    RegistrySettings.of(RegistrySettings.DEFAULT_FILES, tektonState, WhenMissing.REFUSE)
                            .files(),
                    WhenMissing.REFUSE,
                    whenEmpty,
                    RegistrySettings.DEFAULT_MAX_DROP_PERCENT,
                    registryBound);
        }

        private OrphanCleanup cleanup(Store store, CleanupSettings read) {
            ProcessTable seen = table.apply(LinuxProcessTable.open(read.rules().wanted(), clock));
            RegistrySettings registries = registries();
            RegistrationMemory memory = RegistrationMemory.open(stateFolder, tektonState);
            return new OrphanCleanup(
                    HOST,
                    seen,
                    new RegistryReader(registries, memory, stopwatch),
                    new RegistryBelief(memory, registries, seen, clock),
                    audit.apply(store.auditLog(seen.bootId(), clock)),
                    store.auditReader(),
                    read,
                    new OurInstallation(root, false),
                    new PendingWrites(),
                    new PlatformHour(tektonState, stateFolder),
                    clock,
                    new Witness(WitnessMemory.open(stateFolder)));
        }

        private CleanupSettings cleanupSettings() {
            CleanupSettings read = read(settings);
            if (!read.rules().match().stream().allMatch(rule -> rule.text().contains(script.toString()))) {
                throw new IllegalStateException("a test's rules must name its own script by its absolute path");
            }
            return read;
        }

        private CleanupSettings read(Map<String, String> given) {
            SettingsLayers.Builder layers = SettingsLayers.builder();
            given.forEach((key, value) -> layers.set(key + "=" + value));
            SettingsReader reader = new SettingsReader(
                    layers.build(),
                    Places.of(Map.of("TEKTON_ROOT", root.toString(), "HOME", root.toString()), null, null, root, root));
            CleanupSettings read = CleanupSettings.read(reader, new UserNames()::scope);
            reader.finish();
            return read;
        }
    }

    private static Outcome remembered(Store store, CleanupReport report, long seen) {
        String id = report.run().id();
        return new Outcome(
                report,
                store.auditReader().verdicts(id),
                store.auditReader()
                        .terminations(new TerminationQuery(null, null, null, null, null, null, id, null, 10_000)),
                store.auditReader().eventsAfter(seen, 100_000).stream()
                        .filter(event -> event.runId().equals(id))
                        .toList());
    }

    static boolean isRoot() {
        return new UnixSystem().getUid() == 0;
    }

    /** Whether it runs; a zombie does not. */
    static boolean lives(int pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Integer.toString(pid), "stat"), ISO_8859_1);
            return !stat.substring(stat.lastIndexOf(')'))
                    .matches("(?s)\\) [ZXx].*"); // X: its parent takes its exit code
        } catch (IOException e) {
            return false;
        }
    }

    static String commandLine(int pid) {
        try {
            return new String(Files.readAllBytes(Path.of("/proc", Integer.toString(pid), "cmdline")), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
