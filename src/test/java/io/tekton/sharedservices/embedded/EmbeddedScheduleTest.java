package io.tekton.sharedservices.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.CleanupServiceStatus;
import io.tekton.sharedservices.OrphanCleanupService;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.process.HostName;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.database.StoreHeldException;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.testing.Neighbour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The embedded service as it starts, runs by schedule and stops, on a real store. Every run is a dry one that no
 * process matches.
 */
class EmbeddedScheduleTest {
    private static final Duration SIX_HOURS = Duration.ofHours(6);

    @TempDir
    private Path folder;

    private Path root;
    private OrphanCleanupService service;

    @BeforeEach
    void makeAService() throws IOException {
        root = folder.toRealPath().resolve("tekton");
        Path registry = root.resolve(".tekton/ai_registry/platform_ai_registry.json");
        Files.createDirectories(registry.getParent());
        Files.writeString(registry, Neighbour.registry());
        service = builder().build();
    }

    private OrphanCleanupService.Builder builder() {
        return OrphanCleanupService.builder()
                .tektonRoot(root)
                .checkInterval(SIX_HOURS)
                .dryRun(true)
                .set("orphan-cleanup.default-rules", "false")
                .set("orphan-cleanup.match.trial", "script=\"" + root + "/*.py\"");
    }

    @AfterEach
    void stopTheService() {
        service.stop();
    }

    private CleanupServiceStatus await(Predicate<CleanupServiceStatus> wanted) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(240);
        CleanupServiceStatus status = service.status();
        while (!wanted.test(status)) {
            assertThat(System.nanoTime())
                    .as("waiting for it, at last %s", status)
                    .isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            status = service.status();
        }
        return status;
    }

    private static boolean ranOnce(CleanupServiceStatus status) {
        return status.lastCleanup() != null
                && status.lastCleanup().finishedAt() != null
                && status.cleaningSince() == null
                && status.nextCleanup() != null;
    }

    private List<Run> runs() {
        StoreSettings how =
                new StoreSettings(root.resolve(".tekton/shared-services"), Duration.ofSeconds(5), "a look of a test");
        try (Store store = Store.open(how, Clock.systemUTC())) {
            return store.auditReader().runs(new RunQuery(null, null, null, null, null, 50));
        }
    }

    @Test
    void runsOnceAtItsFirstStartAndTellsLastAndNext() {
        service.start();
        CleanupServiceStatus status = await(EmbeddedScheduleTest::ranOnce);

        assertThat(status.running()).isTrue();
        assertThat(status.lastCleanup().trigger()).isEqualTo(Trigger.SCHEDULE);
        assertThat(status.lastCleanup().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(status.nextCleanup())
                .isEqualTo(status.lastCleanup().startedAt().plus(SIX_HOURS));
        assertThat(status.settings())
                .containsEntry("orphan-cleanup.schedule", "every 6h")
                .containsEntry("orphan-cleanup.dry-run", "true");
    }

    @Test
    void keepsTheDueTimeOverAStopAndAStart() {
        service.start();
        Instant due = await(EmbeddedScheduleTest::ranOnce).nextCleanup();
        service.stop();

        service.start();
        CleanupServiceStatus again = await(status -> status.nextCleanup() != null);
        service.stop();

        assertThat(again.nextCleanup()).isEqualTo(due);
        assertThat(runs()).hasSize(1);
    }

    @Test
    void stoppedItTellsTheLastThatItKnowsOfAndLetsTheStoreGo() {
        service.start();
        Run last = await(EmbeddedScheduleTest::ranOnce).lastCleanup();

        boolean ended = service.stop();

        assertThat(ended).isTrue();
        assertThat(service.status().running()).isFalse();
        assertThat(service.status().lastCleanup()).isEqualTo(last);
        assertThat(service.status().nextCleanup()).isNull();
        assertThat(runs()).containsExactly(last);
    }

    @Test
    void startingTwiceAndStoppingWhatWasNeverStartedIsHarmless() {
        assertThat(service.stop()).isTrue();
        service.start();
        service.start();
        await(EmbeddedScheduleTest::ranOnce);

        assertThat(service.stop()).isTrue();
        assertThat(service.stop()).isTrue();
        assertThat(runs()).hasSize(1);
    }

    @Test
    void runsOnRequestBeforeBetweenAndAfter() {
        Run before = service.runNow().run();
        service.start();
        await(status -> ranOnce(status) && status.lastCleanup().trigger() == Trigger.SCHEDULE);
        Instant due = service.status().nextCleanup();
        Run between = service.runNow().run();
        CleanupServiceStatus status = await(EmbeddedScheduleTest::ranOnce);
        service.stop();
        Run after = service.runNow().run();

        assertThat(List.of(before, between, after)).allSatisfy(run -> {
            assertThat(run.outcome()).isEqualTo(RunOutcome.SUCCEEDED);
            assertThat(run.trigger()).isEqualTo(Trigger.MANUAL);
            assertThat(run.actor()).endsWith("@embedded");
        });
        assertThat(status.nextCleanup()).isEqualTo(due);
        assertThat(service.status().lastCleanup()).isEqualTo(after);
        assertThat(runs()).hasSize(4);
    }

    @Test
    void neverReportsARefusedCallAsTheLastCleanup() throws IOException {
        Path registry = root.resolve(".tekton/ai_registry/platform_ai_registry.json");
        Run done = service.runNow().run();
        Files.writeString(registry, "torn");

        Run refused = service.runNow().run();

        assertThat(refused.outcome()).isEqualTo(RunOutcome.REFUSED);
        assertThat(service.status().lastCleanup()).isEqualTo(done);

        Files.writeString(registry, "{}");
        service.start();
        Run scheduled = await(status -> ranOnce(status) && status.lastCleanup().trigger() == Trigger.SCHEDULE)
                .lastCleanup();
        Files.writeString(registry, "torn");
        assertThat(service.runNow().run().outcome()).isEqualTo(RunOutcome.REFUSED);
        assertThat(service.status().lastCleanup()).isEqualTo(scheduled);
        service.stop();
        assertThat(service.status().lastCleanup()).isEqualTo(scheduled);
    }

    @Test
    void reportsNoLastCleanupWhereTheOnlyOneWasRefused() throws IOException {
        Files.writeString(root.resolve(".tekton/ai_registry/platform_ai_registry.json"), "torn");
        service.start();

        Instant soon = Instant.now().plus(Duration.ofMinutes(30));
        await(status ->
                status.nextCleanup() != null && status.nextCleanup().isAfter(soon) && status.cleaningSince() == null);

        assertThat(service.status().lastCleanup()).isNull();
        service.stop();
        assertThat(runs()).allSatisfy(run -> assertThat(run.outcome()).isEqualTo(RunOutcome.REFUSED));
    }

    @Test
    void holdsTheStoreWhileItIsStarted() {
        service.start();
        await(EmbeddedScheduleTest::ranOnce);
        StoreSettings atOnce = new StoreSettings(root.resolve(".tekton/shared-services"), Duration.ZERO, "a test");

        assertThatThrownBy(() -> Store.open(atOnce, Clock.systemUTC()))
                .isInstanceOf(StoreHeldException.class)
                .hasMessageContaining("an embedded cleanup service");
    }

    @Test
    void aStartThatFailsLeavesNothingBehind() throws IOException {
        Path state = root.resolve(".tekton/shared-services");
        Files.createDirectories(state.getParent());
        Files.writeString(state, "no folder");

        assertThatThrownBy(service::start).hasMessageContaining("is not a folder");
        assertThat(service.status().running()).isFalse();
        Files.delete(state);
        service.start();

        assertThat(service.status().running()).isTrue();
    }

    @Test
    void aJobThatIsSwitchedOffNeverRuns() {
        service = builder().set("orphan-cleanup.enabled", "false").build();
        service.start();

        var refused = service.runNow().run();

        assertThat(service.status().nextCleanup()).isNull();
        assertThat(refused.outcome()).isEqualTo(RunOutcome.REFUSED);
        assertThat(refused.reason()).isEqualTo("disabled");
    }

    @Test
    void manyThreadsMayCallEverythingAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> calls = List.of(
                    threads.submit(() -> service.start()),
                    threads.submit(() -> service.runNow()),
                    threads.submit(() -> service.start()),
                    threads.submit(() -> service.status()));
            for (Future<?> call : calls) {
                call.get(60, TimeUnit.SECONDS);
            }
            List<Future<?>> more = List.of(
                    threads.submit(() -> service.runNow()),
                    threads.submit(() -> service.stop()),
                    threads.submit(() -> service.status()),
                    threads.submit(() -> service.stop()));
            for (Future<?> call : more) {
                call.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdown();
        }

        assertThat(service.status().running()).isFalse();
        assertThat(runs()).noneMatch(run -> run.outcome() == RunOutcome.RUNNING);
    }

    @Test
    void whatRetentionKeepsNoLongerLeavesTheStoreBehindTheFirstRunOfAStartedService() {
        seed();

        service.start();
        await(status -> ranOnce(status) && status.lastCleanup().trigger() != Trigger.MANUAL);
        service.stop();

        assertThat(runs()).extracting(Run::id).contains("recent").doesNotContain("old");
    }

    @Test
    void whatRetentionKeepsNoLongerLeavesTheStoreBehindARunOnRequest() {
        seed();

        Run run = service.runNow().run();

        assertThat(run.outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(runs()).extracting(Run::id).contains("recent", run.id()).doesNotContain("old");
    }

    @Test
    void keepsWhatItsSettingsKeep() {
        seed();
        service = builder().set("history.keep", "300d").build();

        service.runNow();

        assertThat(runs()).extracting(Run::id).contains("old", "recent");
    }

    /** Two manual dry runs, one of them older than is kept. */
    private void seed() {
        StoreSettings how = new StoreSettings(root.resolve(".tekton/shared-services"), Duration.ofSeconds(5), "a test");
        try (Store store = Store.open(how, Clock.systemUTC())) {
            record(store, "old", Duration.ofDays(200));
            record(store, "recent", Duration.ofDays(2));
        }
    }

    private static void record(Store store, String id, Duration ago) {
        Instant start = Instant.now().minus(ago).truncatedTo(ChronoUnit.MILLIS);
        store.auditLog("an earlier boot", Clock.fixed(start, ZoneOffset.UTC))
                .begin(new Run(
                        id,
                        "orphan-cleanup",
                        HostName.read(),
                        "an earlier boot",
                        -1,
                        Trigger.MANUAL,
                        "a test",
                        true,
                        start,
                        start,
                        RunOutcome.SUCCEEDED,
                        null,
                        null,
                        RunCounts.NONE));
    }

    @Test
    void leavesTheLoggingOfTheProgramAroundItAlone() {
        Configuration before = LoggerContext.getContext(false).getConfiguration();

        service.start();
        await(EmbeddedScheduleTest::ranOnce);
        service.stop();

        assertThat(LoggerContext.getContext(false).getConfiguration()).isSameAs(before);
        assertThat(root.resolve(".tekton/logs")).doesNotExist();
        assertThat(root.resolve(".tekton/shared-services/daemon.json")).doesNotExist();
    }
}
