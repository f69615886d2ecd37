package io.tekton.sharedservices.fleet.ship;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.fleet.centre.CentreConnection;
import io.tekton.sharedservices.fleet.centre.Enrolment;
import io.tekton.sharedservices.fleet.settings.ConnectionUse;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.fleet.settings.FleetUrl;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.TerminationEvent;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.chain.ChainHead;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.record.SqlAuditLog;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code HostsServer URL FOLDER FIRST COUNT MILLIS}: so many hosts of a fleet in one process, each with a store, a shipper and its thread, as in a daemon,
 * and a heartbeat in so many milliseconds.
 * A line {@code rate N} has them record N cleanups a second together. {@code end} ends that, ships what waits and prints a line for each host: its name,
 * the last number and hash of its journal, and how many cleanups it recorded.
 */
public final class HostsServer {
    private static final String JOB = "orphan-cleanup";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** Hosts do not start at one moment: a thousand first connections at once take all of a small machine. */
    private static final Duration BETWEEN_STARTS = Duration.ofMillis(250);
    private static final Duration BETWEEN_CALLS = Duration.ofSeconds(2);

    private HostsServer() {}

    private record Host(String name, Store store, SqlAuditLog log, Shipper shipper, ShippingThread thread, int[] cleanups) {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]).toAbsolutePath();
        int first = Integer.parseInt(arguments[2]);
        int count = Integer.parseInt(arguments[3]);
        Duration heartbeat = Duration.ofMillis(Long.parseLong(arguments[4]));
        List<Host> hosts = new ArrayList<>();
        FleetSettings operator = settings(arguments[0], "postgres", Optional.empty(), heartbeat);
        try (CentreConnection connection = CentreConnection.open(operator, "bench")) {
            for (int number = first; number < first + count; number++) {
                hosts.add(host(arguments[0], connection, folder, "host-%04d".formatted(number), heartbeat));
            }
        }
        for (Host host : hosts) {
            host.thread().start();
            Thread.sleep(BETWEEN_STARTS.toMillis());
        }
        awaitShipped(hosts);
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Recorder recorder = new Recorder(hosts, first);
        String line = in.readLine();
        while (line != null && line.startsWith("rate ")) {
            recorder.rate(Double.parseDouble(line.substring("rate ".length())));
            line = in.readLine();
        }
        recorder.end();
        if (line == null) {
            System.exit(1);
        }
        awaitShipped(hosts);
        for (Host host : hosts) {
            ChainHead head = host.store().auditReader().head();
            host.thread().close();
            System.out.println(host.name() + " " + head.sequence() + " " + head.hash() + " " + host.cleanups()[0]);
            host.store().close();
        }
        System.out.println("done");
    }

    private static FleetSettings settings(String url, String user, Optional<Path> password, Duration heartbeat) {
        return new FleetSettings(
                Optional.of(FleetUrl.parse(url)), user, password, Optional.empty(), Optional.empty(), Duration.ofSeconds(60), heartbeat,
                Duration.ofSeconds(45), Duration.ofDays(365), Duration.ofDays(30), ConnectionUse.HELD, false);
    }

    private static Host host(String url, CentreConnection operator, Path folder, String name, Duration heartbeat) throws Exception {
        Enrolment enrolment = Enrolment.of(name, false);
        enrolment.run(operator);
        Path state = Files.createDirectories(folder.resolve(name));
        Path secret = Files.createFile(state.resolve("secret"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, enrolment.secret());
        FleetSettings settings = settings(url, enrolment.role(), Optional.of(secret), heartbeat);
        Clock clock = Clock.systemUTC();
        Store store = Store.open(new StoreSettings(state, Duration.ZERO, "bench"), clock);
        SqlAuditLog log = store.auditLog("boot", clock);
        StopFlag stop = new StopFlag();
        Shipper shipper = new Shipper(
                new StoreJournal(store.auditReader(), name, JOB), settings, new Shipper.Identity(name, "bench", "d"), clock, stop, null);
        return new Host(name, store, log, shipper, new ShippingThread(shipper, settings, state, stop, round -> {}), new int[1]);
    }

    private static void awaitShipped(List<Host> hosts) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<Host> waiting = new ArrayList<>(hosts);
        while (true) {
            waiting.removeIf(host ->
                    host.shipper().shipped().map(ShippedHead::sequence).orElse(-1L) == host.store().auditReader().head().sequence());
            if (waiting.isEmpty()) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException(waiting.get(0).name() + " does not ship: " + waiting.get(0).shipper().status());
            }
            waiting.forEach(host -> host.thread().wake());
            Thread.sleep(BETWEEN_CALLS.toMillis());
        }
    }

    /** Records cleanups of one host after another, in a made-up order. */
    private static final class Recorder {
        private final Thread thread = new Thread(this::run, "recorder");
        private final List<Host> hosts;
        private final Random random;
        private volatile double rate;
        private volatile boolean ended;

        Recorder(List<Host> hosts, long seed) {
            this.hosts = hosts;
            this.random = new Random(seed);
            thread.start();
        }

        void rate(double cleanupsASecond) {
            rate = cleanupsASecond;
        }

        void end() throws InterruptedException {
            ended = true;
            thread.join();
        }

        private void run() {
            double owed = 0;
            long before = System.nanoTime();
            while (!ended) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                long now = System.nanoTime();
                owed += rate * (now - before) / 1e9;
                before = now;
                for (; owed >= 1 && !ended; owed--) {
                    Host host = hosts.get(random.nextInt(hosts.size()));
                    record(host);
                    host.thread().wake();
                }
            }
        }
    }

    /** As the cleanup does it: one orphan of five processes, ended. */
    private static void record(Host host) {
        int number = ++host.cleanups()[0];
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        String id = host.name() + "-" + number;
        Run run = new Run(
                id, JOB, host.name(), "boot", number * 3_600_000L, Trigger.SCHEDULE, "scheduler", false, now, null, RunOutcome.RUNNING, null, null,
                RunCounts.NONE);
        List<RecordedVerdict> verdicts = new ArrayList<>();
        for (int pid = 1; pid <= 5; pid++) {
            verdicts.add(new RecordedVerdict(
                    new ProcessIdentity("boot", pid, number), now, 1, "op", "numa",
                    "python3 /srv/tekton/shared/ai/tekton_ai_specialist.py --component numa --ai-id numa-ai", "1 systemd", 9_000, "specialist",
                    pid > 1 ? Decision.SPARED : Decision.ORPHAN, pid > 1 ? "registered" : "unregistered",
                    pid > 1 ? "the registry has its pid, as numa" : "no registry knows its pid or its name", null, null));
        }
        ProcessIdentity orphan = new ProcessIdentity("boot", 1, number);
        host.log().begin(run);
        host.log().decide(id, verdicts, List.of(new TerminationEvent.Intended(orphan, now, TerminationSignal.TERM)));
        host.log().append(id, List.of(
                new TerminationEvent.Signalled(orphan, now, TerminationSignal.TERM),
                new TerminationEvent.Ended(orphan, now, TerminationResult.TERMINATED, 12L, null)));
        host.log().finish(run.ended(now, RunOutcome.SUCCEEDED, null, null, new RunCounts(400, 5, 1, 4, 1, 0, 0)));
    }
}
