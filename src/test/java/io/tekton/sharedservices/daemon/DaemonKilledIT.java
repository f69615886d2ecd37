package io.tekton.sharedservices.daemon;

import static io.tekton.sharedservices.daemon.DaemonFixture.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.daemon.DaemonFixture.Daemon;
import io.tekton.sharedservices.daemon.DaemonFixture.Ended;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.process.HostName;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.record.SqlAuditReader;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.Trials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon that is killed again and again, at its start and in the middle of all that writes: cleanups that are asked
 * of it, syncs that follow flags, pauses, and the scheduler.
 */
@Tag(Rounds.LONG_FORM)
@EnabledOnOs(OS.LINUX)
class DaemonKilledIT {
    /** Kills of the daemons of one house: the longer its history, the longer it takes to read all of it. */
    private static final int OF_ONE_HOUSE = 30;

    @TempDir
    Path temp;

    private DaemonFixture house;
    private SyncHouse sync;

    /** What a cleanup's report promised, by run. */
    private final Map<String, String> promised = new ConcurrentHashMap<>();

    /** The reasons of pauses that were acknowledged. */
    private final Set<String> pauses = ConcurrentHashMap.newKeySet();

    private final AtomicInteger number = new AtomicInteger();

    @AfterEach
    void tearDown() {
        if (house != null) {
            house.close();
        }
    }

    @Test
    void losesNothingDoublesNothingAndKeepsTheIntervalHoweverOftenItIsKilled() throws Exception {
        try (Trials trials = Trials.of("no committed record is lost", "SIGKILLs of a daemon", Rounds.of(3, 40))) {
            for (int batch = 0; trials.next(); batch++) {
                build(Files.createDirectory(temp.resolve("house-" + batch)));
                killAgainAndAgain(trials);
                house.close();
                house = null;
            }
        }
    }

    private void build(Path folder) throws IOException {
        house = new DaemonFixture(folder);
        house.with("orphan-cleanup.grace", "1s").writeSettings();
        sync = new SyncHouse(house);
        sync.register(45_000);
        promised.clear();
        pauses.clear();
    }

    private void killAgainAndAgain(Trials trials) throws Exception {
        Set<Object> due = new LinkedHashSet<>();
        for (int round = 1; round == 1 || (round <= OF_ONE_HOUSE && trials.next()); round++) {
            house.orphan();
            if (trials.random().nextBoolean()) {
                house.stubborn();
            }
            Daemon daemon = house.begin();
            if (round % 2 == 0) {
                // somewhere in its start
                Thread.sleep(trials.random().nextInt(1_500));
                daemon.kill();
            } else {
                daemon.awaitReady();
                if (round > 1) {
                    due.add(house.status("jobs/0/nextRunAt"));
                    assertThat(openCleanups())
                            .as("cleanups left open, %s", trials.which())
                            .isEmpty();
                } else {
                    // Before its end, a kill would have it tried again an hour after the latest cleanup.
                    DaemonFixture.await("the first run by schedule", this::ranBySchedule);
                }
                killAmongWriters(daemon, trials.random());
            }
            checkTheStore(trials.which());
            trials.kept();
        }

        Daemon last = house.run();
        Ended verified = house.call("audit", "verify");
        assertThat(verified.code()).as(verified.all()).isZero();
        assertThat(last.stop().code()).isZero();
        assertThat(due)
                .as("the due time, in every round, %s", trials.which())
                .hasSizeLessThanOrEqualTo(1)
                .doesNotContainNull();
        sync.assertTheirOwnIsKept();
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

    private boolean ranBySchedule() {
        return house.runs().stream()
                .anyMatch(run -> OrphanCleanup.JOB.equals(at(run, "job"))
                        && "SCHEDULE".equals(at(run, "trigger"))
                        && "SUCCEEDED".equals(at(run, "outcome")));
    }

    /** Those that are open and that this daemon did not begin: it has settled what its predecessor left. */
    private List<?> openCleanups() {
        return house.runs().stream()
                .filter(run -> "RUNNING".equals(at(run, "outcome")) && OrphanCleanup.JOB.equals(at(run, "job")))
                .toList();
    }

    private void killAmongWriters(Daemon daemon, Random random) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> writers = Stream.<Runnable>of(this::cleanUp, this::pauseAndResume, this::raiseFlag, () -> {
                    house.call("status");
                    house.call("history");
                })
                .map(action -> new Thread(() -> {
                    while (!over.get()) {
                        action.run();
                    }
                }))
                .toList();
        writers.forEach(Thread::start);
        Thread.sleep(random.nextInt(1_500));
        daemon.kill();
        over.set(true);
        for (Thread writer : writers) {
            writer.join();
        }
    }

    private void cleanUp() {
        house.orphan();
        Ended ended = house.call("--json", "cleanup", "--force", "--confirm-after", "0s");
        if (ended.out().startsWith("{")) {
            Map<String, Object> report = DaemonFixture.object(ended.out());
            promised.put((String) at(report, "run/id"), (String) at(report, "run/outcome"));
        }
    }

    private void pauseAndResume() {
        String reason = "pause " + number.incrementAndGet();
        if (house.call("jobs", "pause", "config-sync", "--reason", reason).code() == 0) {
            pauses.add(reason);
        }
        house.call("jobs", "resume", "config-sync");
    }

    private void raiseFlag() {
        try {
            sync.register(45_000 + number.incrementAndGet() % 1_000);
            sync.raiseFlag();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LockSupport.parkNanos(20_000_000);
    }

    /** As the kill left it, before anybody settles anything. */
    private void checkTheStore(String inRound) {
        try (Store store = house.store()) {
            SqlAuditReader reader = store.auditReader();
            List<Run> runs = all(reader);
            assertThat(runs).extracting(Run::id).as("runs, " + inRound).doesNotHaveDuplicates();
            List<Run> scheduled = runs.stream()
                    .filter(run -> run.job().equals(OrphanCleanup.JOB)
                            && (run.trigger() == Trigger.SCHEDULE || run.trigger() == Trigger.CATCH_UP))
                    .toList();
            assertThat(scheduled).as("cleanups by schedule, " + inRound).hasSize(1);
            for (Map.Entry<String, String> promise : promised.entrySet()) {
                assertThat(reader.run(promise.getKey()).map(run -> run.outcome().name()))
                        .as("an acknowledged run, " + inRound)
                        .contains(promise.getValue());
            }
            assertThat(store.interventions(HostName.read(), "a test").newest(10_000))
                    .extracting(Intervention::reason)
                    .as("acknowledged pauses, " + inRound)
                    .containsAll(pauses);
            for (Run run : runs) {
                if (!run.outcome().equals(RunOutcome.RUNNING)) {
                    assertThat(reader.unresolved(run.id()))
                            .as("open intents, " + inRound)
                            .isEmpty();
                }
            }
            assertThat(reader.verifyChain()).as("chain, " + inRound).isInstanceOf(ChainCheck.Intact.class);
        }
    }

    private static List<Run> all(SqlAuditReader reader) {
        return reader.runs(new RunQuery(null, null, null, null, null, 10_000));
    }
}
