package io.tekton.sharedservices.leftover.job;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.leftover.ReadableProcesses;
import io.tekton.sharedservices.leftover.quarantine.Failpoints;
import io.tekton.sharedservices.leftover.quarantine.LeftoverRecovery;
import io.tekton.sharedservices.leftover.registry.PruneRecovery;
import io.tekton.sharedservices.leftover.registry.RegistryPrune;
import io.tekton.sharedservices.leftover.rule.LeftoverRule;
import io.tekton.sharedservices.leftover.rule.LeftoverRuleParser;
import io.tekton.sharedservices.leftover.rule.LeftoverSettings;
import io.tekton.sharedservices.leftover.rule.Prune;
import io.tekton.sharedservices.posix.ThisUser;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.redaction.Redaction;
import io.tekton.sharedservices.registry.RegistrySettings;
import io.tekton.sharedservices.registry.WhenMissing;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.record.SqlLeftoverLog;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A folder with leftovers, a store, and a clock that is some time ahead. Opening it settles what a crash left. */
final class LeftoverHouse implements AutoCloseable {
    static final Duration TWO_HOURS = Duration.ofHours(2);
    private static final String HOST = "host-1";
    private static final Set<String> ROOTS = Set.of("t");

    final Path root;
    final Store store;
    final SqlLeftoverLog log;
    final ReadableProcesses processes;
    final Path registry;
    final Path backups;
    private final ProcessTable table;
    private final Clock clock;
    private final List<LeftoverRule> rules = new ArrayList<>();
    Failpoints steps = Failpoints.unwatched();
    DiskSpace space = root -> false;
    boolean dryRun;
    Prune prune = Prune.OFF;
    int max = 50;

    LeftoverHouse(Path folder, Duration ahead) throws IOException {
        root = Files.createDirectories(folder.resolve("root"));
        registry = Files.createDirectories(folder.resolve("registry")).resolve("wrapped_cis.json");
        backups = folder.resolve("state/registry-backups");
        processes = new ReadableProcesses(folder.resolve("proc"));
        clock = Clock.offset(Clock.systemUTC(), ahead);
        table = LinuxProcessTable.open(ProcessTable.Wanted.variables(Set.of()), clock);
        store = Store.open(new StoreSettings(folder.resolve("state"), Duration.ofSeconds(30), "a test"), clock);
        log = store.leftoverLog(HOST, table.bootId(), clock);
        LeftoverRecovery recovery = new LeftoverRecovery(ThisUser.uid(), Facts.onRecord(clock.instant()));
        PruneRecovery entries = new PruneRecovery(backups, Facts.onRecord(clock.instant()));
        log.settleOpen(action ->
                action.action() == LeftoverAction.Kind.PRUNE ? entries.settle(action) : recovery.settle(action));
        store.auditLog(table.bootId(), clock).settleAbandoned(HOST, process -> "not asked");
        rule("socket", "path=t:ci_*.sock kind=socket older-than=1h");
        rule("lock", "path=t:*.lock kind=file owner-pid=content older-than=1h");
        rule("profile", "path=t:profile-* kind=folder owner-pid=link:Lock older-than=1h");
        rule("below", "path=t:jobs/*/run.lock kind=file owner-pid=content older-than=1h");
    }

    void rule(String name, String text) {
        rules.add(LeftoverRuleParser.parse(name, text, ROOTS));
    }

    LeftoverCleanup cleanup() {
        return new LeftoverCleanup(new LeftoverParts(
                new LeftoverSettings(Map.of("t", root.toString()), rules, Duration.ofDays(7), max, dryRun, prune),
                HOST,
                table,
                store.auditLog(table.bootId(), clock),
                log,
                clock,
                space,
                steps,
                processes.proc.toString(),
                RegistryPrune.of(
                                RegistrySettings.of("wrapped_cis.json?", registry.getParent(), WhenMissing.REFUSE),
                                new Redaction(List.of()),
                                backups,
                                processes.proc.toString(),
                                () -> steps.reached(Failpoints.Step.PRUNED))
                        .orElse(null)));
    }

    Run run() throws IOException {
        processes.update();
        return cleanup().run(Trigger.MANUAL, "a test", new StopFlag(), run -> {});
    }

    List<LeftoverAction> actions(Run run) {
        return log.of(run.id()).actions();
    }

    static int ended() throws IOException {
        try {
            Process process = new ProcessBuilder("true").start();
            process.waitFor();
            return Math.toIntExact(process.pid());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Path socket(String name) throws IOException {
        Path socket = root.resolve(name);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
        }
        return socket;
    }

    Path lock(String name) throws IOException {
        Path lock = root.resolve(name);
        Files.createDirectories(lock.getParent());
        return Files.writeString(lock, Integer.toString(ended()));
    }

    Path profile(String name) throws IOException {
        Path profile = Files.createDirectory(root.resolve(name));
        Files.createSymbolicLink(profile.resolve("Lock"), Path.of(HOST + "-" + ended()));
        for (String folder : List.of("Default", "Cache/a/b")) {
            Files.writeString(Files.createDirectories(profile.resolve(folder)).resolve("data"), "x".repeat(5_000));
        }
        return profile;
    }

    Path quarantine() {
        return root.resolve(".shared-services-leftovers-" + ThisUser.uid());
    }

    List<Path> inQuarantine() throws IOException {
        List<Path> all = new ArrayList<>();
        if (Files.exists(quarantine())) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(quarantine())) {
                entries.forEach(all::add);
            }
        }
        return all;
    }

    static long entries(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            return all.count();
        }
    }

    @Override
    public void close() throws IOException {
        processes.close();
        store.close();
    }
}
