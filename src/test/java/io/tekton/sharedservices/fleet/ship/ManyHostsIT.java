package io.tekton.sharedservices.fleet.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.fleet.FleetHost;
import io.tekton.sharedservices.fleet.FleetPostgres;
import io.tekton.sharedservices.fleet.HostState;
import io.tekton.sharedservices.fleet.centre.CentreConnection;
import io.tekton.sharedservices.fleet.centre.ChainResult;
import io.tekton.sharedservices.fleet.centre.FleetRecords;
import io.tekton.sharedservices.fleet.centre.FleetVerification;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.query.PurgedRange;
import io.tekton.sharedservices.store.chain.ChainHead;
import io.tekton.sharedservices.testing.Rounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The load of 1,000 hosts at the centre, by the real shipper: 50 hosts on held connections send 67 heartbeats a second,
 * and record far more than real ones do.
 */
@Tag(Rounds.LONG_ONLY)
class ManyHostsIT {
    private static final int HOSTS = 50;
    private static final int HEARTBEATS_A_SECOND = 67;
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("fleet.seconds", 60));

    @TempDir
    Path temp;

    /** A journal in memory that grows by a run each time. */
    private static final class MadeUp implements Journal {
        private final String installation;
        private final List<AuditEvent> events = new ArrayList<>();

        MadeUp(int number) {
            installation = "%032x".formatted(number + 1L);
        }

        synchronized void run(int number) {
            String id = "run-" + installation.substring(24) + "-" + number;
            add(
                    EventKind.RUN_BEGUN,
                    id,
                    "{\"actor\":\"scheduler\",\"bootMillis\":1,\"dryRun\":false,\"job\":\"orphan-cleanup\","
                            + "\"runBoot\":\"b\",\"startedAt\":\"" + Instant.now() + "\",\"trigger\":\"SCHEDULE\"}");
            add(
                    EventKind.RUN_FINISHED,
                    id,
                    "{\"failed\":0,\"finishedAt\":\"" + Instant.now()
                            + "\",\"killed\":0,\"matched\":0,\"orphans\":0,"
                            + "\"outcome\":\"SUCCEEDED\",\"scanned\":0,\"spared\":0,\"terminated\":0}");
        }

        private void add(EventKind kind, String run, String facts) {
            events.add(AuditEvent.after(
                    head().hash(),
                    installation,
                    "00000000000000aa",
                    "host",
                    events.size() + 1L,
                    kind,
                    run,
                    "b",
                    null,
                    Instant.now(),
                    facts));
        }

        @Override
        public synchronized ChainHead head() {
            String hash = events.isEmpty()
                    ? AuditEvent.GENESIS
                    : events.get(events.size() - 1).hash();
            return new ChainHead(installation, "00000000000000aa", events.size(), hash, 0);
        }

        @Override
        public synchronized List<AuditEvent> eventsAfter(long sequence, int limit) {
            return List.copyOf(events.subList(
                    (int) Math.min(sequence, events.size()), (int) Math.min(sequence + limit, events.size())));
        }

        @Override
        public List<PurgedRange> purgedRanges() {
            return List.of();
        }

        @Override
        public Condition condition() {
            return new Condition(0, null, null, null);
        }
    }

    @Test
    void nothingIsLostOrDoubledAndTheCentreHasTimeLeft() throws Exception {
        try (FleetPostgres postgres = FleetPostgres.make()) {
            String database = postgres.centre();
            FleetSettings keeper = postgres.enrol(database, "keeper-1", true, temp);
            List<MadeUp> journals = new ArrayList<>();
            List<Shipper> shippers = new ArrayList<>();
            for (int i = 0; i < HOSTS; i++) {
                journals.add(new MadeUp(i));
                shippers.add(new Shipper(
                        journals.get(i),
                        postgres.enrol(database, "host-" + i, false, temp),
                        new Shipper.Identity("host", "1", "d"),
                        Clock.systemUTC(),
                        new StopFlag(),
                        null));
            }
            shippers.forEach(shipper -> shipper.round(true));
            AtomicLong slowest = new AtomicLong();
            AtomicLong rounds = new AtomicLong();
            ScheduledExecutorService pool = Executors.newScheduledThreadPool(8);
            long period = TimeUnit.SECONDS.toMicros(1) * HOSTS / HEARTBEATS_A_SECOND;
            List<Future<?>> ends = new ArrayList<>();
            double before = cpuSeconds(postgres);
            long began = System.nanoTime();
            for (int i = 0; i < HOSTS; i++) {
                int host = i;
                ends.add(pool.scheduleAtFixedRate(
                        () -> {
                            long start = System.nanoTime();
                            long round = rounds.incrementAndGet();
                            if (round % 20 == 0) {
                                journals.get(host).run((int) round);
                            }
                            shippers.get(host).round(true);
                            slowest.accumulateAndGet(System.nanoTime() - start, Math::max);
                        },
                        period * i / HOSTS,
                        period,
                        TimeUnit.MICROSECONDS));
            }
            TimeUnit.MILLISECONDS.sleep(TIME.toMillis());
            pool.shutdown();
            assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            assertThat(ends).as("none ended by a fault").allMatch(Future::isCancelled);
            double seconds = (System.nanoTime() - began) / 1e9;
            double used = cpuSeconds(postgres) - before;
            shippers.forEach(shipper -> {
                assertThat(shipper.round(true)).isTrue();
                shipper.close();
            });

            try (CentreConnection connection = CentreConnection.open(keeper, "test")) {
                List<ChainResult> results =
                        FleetVerification.ask(keeper, () -> {}).journals();
                for (MadeUp journal : journals) {
                    ChainHead head = journal.head();
                    assertThat(results)
                            .filteredOn(result -> result.installation().equals(head.installation()))
                            .allMatch(result -> result.events() == head.sequence()
                                    && result.head().equals(head.hash())
                                    && result.intact());
                }
                long asked = System.nanoTime();
                List<FleetHost> hosts = new FleetRecords(connection).hosts(Duration.ofMinutes(5));
                long millis = Duration.ofNanos(System.nanoTime() - asked).toMillis();
                assertThat(hosts)
                        .filteredOn(host -> host.state() == HostState.OK)
                        .hasSize(HOSTS);
                System.getLogger("test")
                        .log(
                                System.Logger.Level.WARNING,
                                "%d hosts, %.0f s: %.1f heartbeats/s, %d runs, centre %.3f of a core, slowest round %d ms, hosts page %d ms"
                                        .formatted(
                                                HOSTS,
                                                seconds,
                                                rounds.get() / seconds,
                                                rounds.get() / 20,
                                                used / seconds,
                                                slowest.get() / 1_000_000,
                                                millis));
            }
            assertThat(used / seconds).as("of a core").isLessThan(0.5);
        }
    }

    /** Of all processes of the server, in clock ticks of 10 ms (proc(5)). */
    private static double cpuSeconds(FleetPostgres postgres) throws IOException {
        double ticks = 0;
        for (long pid : postgres.processes()) {
            Path stat = Path.of("/proc/" + pid + "/stat");
            if (Files.exists(stat)) {
                String text = Files.readString(stat);
                String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
                ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            }
        }
        return ticks / 100;
    }
}
