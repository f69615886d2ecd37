package io.tekton.sharedservices;

import static io.tekton.sharedservices.DaemonHouse.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.DaemonHouse.Daemon;
import io.tekton.sharedservices.DaemonHouse.Ended;
import io.tekton.sharedservices.audit.ChainCheck;
import io.tekton.sharedservices.audit.Run;
import io.tekton.sharedservices.audit.RunOutcome;
import io.tekton.sharedservices.audit.RunQuery;
import io.tekton.sharedservices.audit.Trigger;
import io.tekton.sharedservices.store.SqlAuditReader;
import io.tekton.sharedservices.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon that is killed again and again, at its start and in the middle of cleanups, with commands going on. More rounds with {@code -Ddaemon.kill.rounds},
 * the same ones again with {@code -Ddaemon.kill.seed}.
 */
@EnabledOnOs(OS.LINUX)
class DaemonKilledIT {
    private static final int ROUNDS = Integer.getInteger("daemon.kill.rounds", 30);

    @TempDir
    Path temp;

    private DaemonHouse house;

    /** What a cleanup's report promised, by run. */
    private final Map<String, String> promised = new ConcurrentHashMap<>();

    @BeforeEach
    void build() throws IOException {
        house = new DaemonHouse(temp);
        house.with("orphan-cleanup.grace", "1s").writeSettings();
    }

    @AfterEach
    void tearDown() {
        house.close();
    }

    @Test
    void losesNothingDoublesNothingAndKeepsTheIntervalHoweverOftenItIsKilled() throws Exception {
        long seed = Long.getLong("daemon.kill.seed", System.nanoTime());
        System.out.println("DaemonKilledIT: -Ddaemon.kill.seed=" + seed + " -Ddaemon.kill.rounds=" + ROUNDS);
        Random random = new Random(seed);
        Set<Object> due = new LinkedHashSet<>();
        for (int round = 1; round <= ROUNDS; round++) {
            String inRound = "round " + round + " of seed " + seed;
            house.orphan();
            if (random.nextBoolean()) {
                house.stubborn();
            }
            Daemon daemon = house.begin();
            if (round % 2 == 0) {
                // somewhere in its start
                busyFor(random.nextInt(1_500));
                daemon.kill();
            } else {
                daemon.awaitReady();
                if (round > 1) {
                    due.add(house.status("jobs/0/nextRunAt"));
                    assertThat(openRuns()).as("runs left open, " + inRound).isEmpty();
                } else {
                    DaemonHouse.await("the first run", () -> !house.runs().isEmpty());
                }
                killAmongCleanups(daemon, random);
            }
            checkTheStore(inRound);
        }

        Daemon last = house.run();
        Ended verified = house.call("audit", "verify");
        assertThat(verified.code()).as(verified.all()).isZero();
        assertThat(last.stop().code()).isZero();
        assertThat(due)
                .as("the due time, in every round, seed " + seed)
                .hasSize(1)
                .doesNotContainNull();
        try (Store store = house.store()) {
            SqlAuditReader reader = store.auditReader();
            for (Run run : all(reader)) {
                assertThat(run.outcome()).isNotEqualTo(RunOutcome.RUNNING);
                assertThat(reader.unresolved(run.id()))
                        .as("open intents of " + run.id())
                        .isEmpty();
            }
        }
    }

    /** Those that are open and that this daemon did not begin: it has settled what its predecessor left. */
    private List<?> openRuns() {
        return house.runs().stream()
                .filter(run -> "RUNNING".equals(at(run, "outcome")))
                .toList();
    }

    private void killAmongCleanups(Daemon daemon, Random random) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> askers = new ArrayList<>();
        askers.add(new Thread(() -> {
            while (!over.get()) {
                house.orphan();
                Ended ended = house.call("--json", "cleanup", "--force", "--confirm-after", "0s");
                if (ended.out().startsWith("{")) {
                    Map<String, Object> report = DaemonHouse.object(ended.out());
                    promised.put((String) at(report, "run/id"), (String) at(report, "run/outcome"));
                }
            }
        }));
        askers.add(new Thread(() -> {
            while (!over.get()) {
                house.call("status");
                house.call("history");
            }
        }));
        askers.forEach(Thread::start);
        busyFor(random.nextInt(1_500));
        daemon.kill();
        over.set(true);
        for (Thread asker : askers) {
            asker.join();
        }
    }

    private static void busyFor(int millis) throws InterruptedException {
        Thread.sleep(millis);
    }

    /** As the kill left it, before anybody settles anything. */
    private void checkTheStore(String inRound) {
        try (Store store = house.store()) {
            SqlAuditReader reader = store.auditReader();
            List<Run> runs = all(reader);
            assertThat(runs).extracting(Run::id).as("runs, " + inRound).doesNotHaveDuplicates();
            List<Run> scheduled = runs.stream()
                    .filter(run -> run.trigger() == Trigger.SCHEDULE || run.trigger() == Trigger.CATCH_UP)
                    .toList();
            assertThat(scheduled).as("runs by schedule, " + inRound).hasSizeLessThanOrEqualTo(1);
            for (Map.Entry<String, String> promise : promised.entrySet()) {
                assertThat(reader.run(promise.getKey()).map(run -> run.outcome().name()))
                        .as("an acknowledged run, " + inRound)
                        .contains(promise.getValue());
            }
            for (Run run : runs) {
                if (!run.outcome().equals(RunOutcome.RUNNING)) {
                    assertThat(reader.unresolved(run.id()))
                            .as("open intents, " + inRound)
                            .isEmpty();
                }
            }
            runs.stream()
                    .map(Run::host)
                    .distinct()
                    .forEach(host -> assertThat(reader.verifyChain(host))
                            .as("chain, " + inRound)
                            .isInstanceOf(ChainCheck.Intact.class));
        }
    }

    private static List<Run> all(SqlAuditReader reader) {
        return reader.runs(new RunQuery(null, null, null, null, null, 10_000));
    }
}
