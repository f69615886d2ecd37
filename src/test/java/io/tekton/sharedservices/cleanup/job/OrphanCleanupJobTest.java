package io.tekton.sharedservices.cleanup.job;

import static io.tekton.sharedservices.journal.Trigger.CATCH_UP;
import static io.tekton.sharedservices.journal.Trigger.MANUAL;
import static io.tekton.sharedservices.journal.Trigger.SCHEDULE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.cleanup.PendingWrites;
import io.tekton.sharedservices.cleanup.RegistryBelief;
import io.tekton.sharedservices.cleanup.host.OurInstallation;
import io.tekton.sharedservices.cleanup.hour.PlatformHour;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.verdict.InService;
import io.tekton.sharedservices.cleanup.witness.Witness;
import io.tekton.sharedservices.cleanup.witness.WitnessMemory;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.metrics.CleanupProgress;
import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.redaction.Redaction;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.registry.RegistrySettings;
import io.tekton.sharedservices.registry.WhenMissing;
import io.tekton.sharedservices.registry.memory.RegistrationMemory;
import io.tekton.sharedservices.schedule.EmptyTable;
import io.tekton.sharedservices.schedule.due.NextRun;
import io.tekton.sharedservices.schedule.due.Schedule;
import io.tekton.sharedservices.schedule.due.SettableHost;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.testing.Rounds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cleanup as a job: its real rules on a host without processes, and the hour between live cleanups. */
class OrphanCleanupJobTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path folder;

    private final SettableHost host = SettableHost.at("2026-11-23T03:00:00.123Z");
    private Store store;

    @BeforeEach
    void open() {
        store = Store.open(new StoreSettings(folder.resolve("state"), Duration.ZERO, "a test"), host);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private OrphanCleanup cleanup(boolean dryRun) {
        return cleanup(dryRun, WhenMissing.EMPTY);
    }

    private OrphanCleanup cleanup(boolean dryRun, WhenMissing whenMissing) {
        CleanupSettings settings = new CleanupSettings(
                HOUR,
                Duration.ZERO,
                dryRun,
                50,
                Duration.ZERO,
                10,
                new UserScope.Any(),
                InService.AUTO,
                new Rules(List.of(), List.of()),
                new Redaction(List.of()));
        RegistrySettings registry = new RegistrySettings(
                RegistrySettings.parseFiles("registry.json", folder), whenMissing, RegistrySettings.DEFAULT_READ_BOUND);
        RegistrationMemory memory = RegistrationMemory.open(folder.resolve("state"), folder);
        return new OrphanCleanup(
                SettableHost.NAME,
                new EmptyTable(host),
                new RegistryReader(registry, memory),
                new RegistryBelief(memory, registry, new EmptyTable(host), host),
                store.auditLog("boot-1", host),
                store.auditReader(),
                settings,
                new OurInstallation(folder, false),
                new PendingWrites(),
                new PlatformHour(folder, folder.resolve("state")),
                host,
                new Witness(WitnessMemory.none()));
    }

    private OrphanCleanupJob job(boolean dryRun) {
        return new OrphanCleanupJob(
                cleanup(dryRun),
                new Schedule.Every(HOUR.multipliedBy(6)),
                store.auditReader(),
                SettableHost.NAME,
                Set.of(),
                new CleanupProgress());
    }

    private NextRun due() {
        return job(false).due(host.get());
    }

    private Run run(Trigger trigger) {
        return job(false).run(trigger, "a test", new StopFlag()).orElseThrow();
    }

    private OrphanCleanupJob relyingOnTheRegistry() {
        return new OrphanCleanupJob(
                cleanup(false, WhenMissing.REFUSE),
                new Schedule.Every(HOUR.multipliedBy(6)),
                store.auditReader(),
                SettableHost.NAME,
                Set.of(),
                new CleanupProgress());
    }

    /** A whole week without a registry, and the process restarts before each run, once after a boot. */
    @Test
    @Tag(Rounds.LONG_FORM)
    void triesHourlyWhileTheRegistryIsMissingAndKeepsOneRecordAndItsSchedule() throws Exception {
        Instant first = host.instant();
        int hours = Rounds.of(24, 168);
        for (int hour = 0; hour < hours; hour++) {
            NextRun due = relyingOnTheRegistry().due(host.get());
            assertThat(due.isNow(host.get())).as("hour %d", hour).isTrue();
            Run run = relyingOnTheRegistry()
                    .run(due.trigger(), "a test", new StopFlag())
                    .orElseThrow();
            assertThat(run.reason()).isEqualTo("registry-missing");
            assertThat(run.repeats()).isEqualTo(hour);
            close();
            open();
            if (hour == 17) {
                host.boot(Duration.ofMinutes(29), Duration.ofMinutes(1));
            } else {
                host.pass(Duration.ofMinutes(30));
            }
            assertThat(relyingOnTheRegistry().due(host.get()).at())
                    .isEqualTo(host.instant().plus(HOUR.dividedBy(2)));
            host.pass(Duration.ofMinutes(30));
        }

        Files.writeString(folder.resolve("registry.json"), "{}");
        assertThat(relyingOnTheRegistry()
                        .run(SCHEDULE, "a test", new StopFlag())
                        .orElseThrow()
                        .outcome())
                .isEqualTo(RunOutcome.SUCCEEDED);

        assertThat(relyingOnTheRegistry().due(host.get()).at()).isEqualTo(first.plus(HOUR.multipliedBy(hours + 6)));
        assertThat(store.auditReader().runs(new RunQuery(null, null, null, null, null, 9)))
                .extracting(Run::repeats)
                .containsExactly(0, hours - 1);
        assertThat(store.auditReader().verifyChain()).isInstanceOf(ChainCheck.Intact.class);
    }

    @Test
    void triesHourlyWhileAnotherProcessHoldsThePlatformAndKeepsOneRecordAndItsSchedule() {
        Instant first = host.instant();
        try (PlatformHour other = new PlatformHour(folder, folder.resolve("other"))) {
            assertThat(other.hold()).isEmpty();
            for (int hour = 0; hour < 4; hour++) {
                Run run = run(due().trigger());
                assertThat(run.reason()).isEqualTo("platform-held");
                assertThat(due().at()).isEqualTo(host.instant().plus(HOUR));
                host.pass(Duration.ofMinutes(59));
                assertThat(due().isNow(host.get())).isFalse();
                host.pass(Duration.ofMinutes(1));
                assertThat(due().isNow(host.get())).isTrue();
            }
        }

        assertThat(run(SCHEDULE).outcome()).isEqualTo(RunOutcome.SUCCEEDED);

        assertThat(due().at()).isEqualTo(first.plus(HOUR.multipliedBy(6)));
        assertThat(store.auditReader().runs(new RunQuery(null, null, null, null, null, 9)))
                .extracting(Run::repeats)
                .containsExactly(0, 3);
    }

    @Test
    void isDueOneIntervalAfterItsLastScheduledRun() {
        assertThat(due().isNow(host.get())).isTrue();
        Run run = run(SCHEDULE);
        host.pass(HOUR);

        assertThat(run.outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(due()).isEqualTo(new NextRun(run.startedAt().plus(HOUR.multipliedBy(6)), SCHEDULE));
    }

    @Test
    void isNotMovedByManualRunsLiveOrDry() {
        Run scheduled = run(SCHEDULE);
        host.pass(HOUR.multipliedBy(2));
        assertThat(run(MANUAL).outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        job(true).run(MANUAL, "a test", new StopFlag());
        host.pass(HOUR.multipliedBy(2));

        assertThat(due().at()).isEqualTo(scheduled.startedAt().plus(HOUR.multipliedBy(6)));
    }

    @Test
    void isSkippedOnceInsideTheHourAfterAManualRunAndDueAgainWhenTheHourIsOver() {
        run(SCHEDULE);
        host.pass(HOUR.multipliedBy(6).minus(Duration.ofMinutes(20)));
        Run manual = run(MANUAL);
        assertThat(manual.outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        host.pass(Duration.ofMinutes(20));
        Instant over = manual.startedAt().plus(HOUR);

        assertThat(due().isNow(host.get())).isTrue();
        Run skipped = run(SCHEDULE);
        assertThat(skipped.outcome()).isEqualTo(RunOutcome.SKIPPED);
        assertThat(skipped.reason()).isEqualTo("min-interval");

        assertThat(due().at()).isEqualTo(over);
        host.pass(Duration.ofMinutes(39));
        assertThat(due().at()).isEqualTo(over);
        host.pass(Duration.ofMinutes(1));
        assertThat(due().isNow(host.get())).isTrue();
        assertThat(run(due().trigger()).outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        host.pass(HOUR);
        assertThat(due().at()).isEqualTo(over.plus(HOUR.multipliedBy(6)));
    }

    @Test
    void doesNotWaitForTheHourWhereItOnlyPretends() {
        run(MANUAL);
        host.pass(Duration.ofMinutes(5));
        OrphanCleanupJob dry = job(true);

        assertThat(dry.due(host.get()).isNow(host.get())).isTrue();
        assertThat(dry.run(CATCH_UP, "a test", new StopFlag()).orElseThrow().outcome())
                .isEqualTo(RunOutcome.SUCCEEDED);

        assertThat(dry.due(host.get()).at()).isEqualTo(host.instant().plus(HOUR.multipliedBy(6)));
    }

    @Test
    void waitsOutTheHourAlsoWhenSomebodyForcesAnotherCleanupInIt() {
        run(SCHEDULE);
        host.pass(HOUR.multipliedBy(6).minus(Duration.ofMinutes(20)));
        run(MANUAL);
        host.pass(Duration.ofMinutes(20));
        run(SCHEDULE);
        host.pass(Duration.ofMinutes(10));
        CleanupRequest forced = new CleanupRequest(
                MANUAL, "a test", false, HOUR, Duration.ZERO, Duration.ZERO, 50, true, InService.AUTO, false);
        Run second = cleanup(false)
                .run(forced, Set.of(), new StopFlag(), CleanupListener.NONE)
                .run();

        assertThat(second.outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(due().at()).isEqualTo(second.startedAt().plus(HOUR));
    }
}
