package io.tekton.sharedservices.configsync.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.Deviation;
import io.tekton.sharedservices.configsync.SyncRequest;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings.Drift;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.schedule.due.Schedule;
import io.tekton.sharedservices.schedule.due.SettableHost;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigSyncJobTest {
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final SettableHost host = SettableHost.at("2026-11-26T06:00:00.123Z");
    private final FakeSync sync = new FakeSync(host);
    private final SyncJobState memory = new SyncJobState();

    private ConfigSyncJob job(boolean dryRun, Drift drift) {
        return new ConfigSyncJob(
                sync,
                new ConfigSyncSettings(Optional.of(Path.of("/a")), dryRun, drift),
                new Schedule.Every(INTERVAL),
                memory,
                host);
    }

    private final ConfigSyncJob job = job(false, Drift.REPAIR);

    private Optional<Run> run(ConfigSyncJob which, Trigger trigger) {
        return which.run(trigger, "scheduler", new StopFlag());
    }

    @Test
    void countsACheckThatFoundNothingAndLeavesNoRun() {
        assertThat(run(job, Trigger.SCHEDULE)).isEmpty();
        assertThat(run(job, Trigger.SCHEDULE)).isEmpty();

        assertThat(sync.requests).isEmpty();
        assertThat(memory.ticks()).isEqualTo(2);
        assertThat(memory.lastTickAt()).contains(host.instant());
    }

    @Test
    void syncsWhenAFlagIsRaisedHoweverItWasSeen() {
        sync.raise();
        assertThat(run(job, Trigger.FLAG)).isPresent();
        sync.raise();
        assertThat(run(job, Trigger.SCHEDULE)).isPresent();

        assertThat(sync.requests)
                .containsExactly(
                        new SyncRequest(Trigger.FLAG, "scheduler", false, false),
                        new SyncRequest(Trigger.SCHEDULE, "scheduler", false, false));
        assertThat(run(job, Trigger.SCHEDULE)).isEmpty();
    }

    @Test
    void saysThatItWaitsForARegistryThatCannotBeTrue() {
        sync.heldBack = true;
        sync.raise();

        run(job, Trigger.FLAG);

        assertThat(memory.warnings()).containsExactly("config-sync is waiting: the registry lost 2 of the 2");
        assertThat(memory.failures()).isZero();
        sync.heldBack = false;
        run(job, Trigger.FLAG);
        assertThat(memory.warnings()).isEmpty();
    }

    @Test
    void isDueAtOnceInANewProcessAndThenAfterTheInterval() {
        assertThat(job.due(host.get()).isNow(host.get())).isTrue();

        run(job, Trigger.SCHEDULE);

        assertThat(job.due(host.get()).at()).isEqualTo(host.instant().plus(INTERVAL));
        host.pass(INTERVAL);
        assertThat(job.due(host.get()).isNow(host.get())).isTrue();
    }

    @Test
    void isDueByTheTimeThatPassedWhateverTheClockWasSetTo() {
        run(job, Trigger.SCHEDULE);

        host.pass(Duration.ofSeconds(10)).set(Duration.ofDays(-400));
        assertThat(job.due(host.get()).at()).isEqualTo(host.instant().plusSeconds(20));
        host.set(Duration.ofDays(800));

        assertThat(job.due(host.get()).at()).isEqualTo(host.instant().plusSeconds(20));
    }

    @Test
    void isDueByACronExpression() {
        ConfigSyncJob byCron = new ConfigSyncJob(
                sync,
                new ConfigSyncSettings(Optional.of(Path.of("/a")), false, Drift.REPAIR),
                new Schedule.Cron("0 0 * * * ?", ZoneOffset.UTC),
                memory,
                host);

        run(byCron, Trigger.SCHEDULE);

        assertThat(byCron.due(host.get()).at()).isEqualTo("2026-11-26T07:00:00Z");
    }

    @Test
    void keepsItsTicksOverAChangeOfSettings() {
        run(job, Trigger.SCHEDULE);

        ConfigSyncJob next = job(true, Drift.REPORT);

        assertThat(next.due(host.get()).isNow(host.get())).isFalse();
    }

    @Test
    void runsWithoutAFlagWhenAPersonTriggersIt() {
        assertThat(run(job, Trigger.MANUAL)).isPresent();

        assertThat(sync.requests).containsExactly(new SyncRequest(Trigger.MANUAL, "scheduler", false, true));
    }

    @Test
    void rehearsesOnceForEachRaisingOfTheFlagWhichADryRunLeavesRaised() {
        ConfigSyncJob dry = job(true, Drift.REPAIR);
        sync.raise();
        for (int look = 0; look < 10; look++) {
            run(dry, Trigger.SCHEDULE);
        }
        assertThat(sync.requests).hasSize(1);

        sync.raise();
        run(dry, Trigger.FLAG);

        assertThat(sync.requests).hasSize(2).allMatch(SyncRequest::dryRun);
        assertThat(sync.isCalledFor()).isTrue();
    }

    @Test
    void rehearsesAgainWhatFailed() {
        ConfigSyncJob dry = job(true, Drift.REPAIR);
        sync.raise();
        sync.failure = "registry-missing";
        run(dry, Trigger.SCHEDULE);
        sync.failure = null;

        run(dry, Trigger.SCHEDULE);
        run(dry, Trigger.SCHEDULE);

        assertThat(sync.requests).hasSize(2);
    }

    @Test
    void repairsAConfigurationThatWasSavedOutOfLine() {
        sync.drift = "3 fields of 2 components";

        assertThat(run(job, Trigger.SCHEDULE)).isPresent();

        assertThat(sync.requests).containsExactly(SyncRequest.afterDrift());
        assertThat(memory.warnings()).isEmpty();
    }

    @Test
    void leavesTheRepairsOfWhatIsOverwrittenAgainAndAgainToTheSchedule() {
        for (int save = 0; save < 100; save++) {
            sync.drift = "port of apollo";
            run(job, Trigger.FLAG);
            host.pass(Duration.ofMillis(50));
        }
        assertThat(sync.requests).hasSize(RepairPace.MOST);
        assertThat(memory.warnings())
                .singleElement()
                .asString()
                .contains("/a ", "another program", "older copy", "fuser");

        Optional<Run> last = run(job, Trigger.SCHEDULE);

        assertThat(last).isPresent();
        assertThat(sync.drift).isNull();
    }

    @Test
    void goesOnAtThePaceOfTheScheduleForAsLongAsSavesComeInBetween() {
        for (int second = 0; second < 600; second++) {
            sync.drift = "port of apollo";
            run(job, second % 30 == 29 ? Trigger.SCHEDULE : Trigger.FLAG);
            host.pass(Duration.ofSeconds(1));
        }

        assertThat(sync.requests).hasSize(RepairPace.MOST + 600 / 30);
    }

    @Test
    void repairsAtOnceAgainAfterAMinuteWithoutASaveOutOfLine() {
        for (int save = 0; save <= RepairPace.MOST; save++) {
            sync.drift = "port of apollo";
            run(job, Trigger.FLAG);
        }
        run(job, Trigger.SCHEDULE);
        host.pass(RepairPace.WITHIN);
        run(job, Trigger.SCHEDULE);
        assertThat(memory.warnings()).isEmpty();

        sync.drift = "port of apollo";

        assertThat(run(job, Trigger.FLAG)).isPresent();
    }

    @Test
    void repairsEverySaveOfAPersonAtOnce() {
        for (int save = 0; save < 100; save++) {
            sync.drift = "port of apollo";
            assertThat(run(job, Trigger.FLAG)).isPresent();
            host.pass(Duration.ofSeconds(15));
        }

        assertThat(memory.warnings()).isEmpty();
    }

    @Test
    void onlyWarnsOfDriftWhereThatIsWantedAndInADryRun() {
        for (ConfigSyncJob only : List.of(job(false, Drift.REPORT), job(true, Drift.REPAIR))) {
            sync.drift = "3 fields of 2 components";

            assertThat(run(only, Trigger.SCHEDULE)).isEmpty();

            assertThat(memory.warnings()).singleElement().asString().contains("3 fields of 2 components");
            sync.drift = null;
            run(only, Trigger.SCHEDULE);
            assertThat(memory.warnings()).isEmpty();
        }
        assertThat(sync.requests).isEmpty();
    }

    @Test
    void reportsAndLeavesWhatNobodySavedOutOfLine() {
        sync.drift = "3 fields of 2 components";
        for (Deviation.Kind kind : List.of(Deviation.Kind.NEVER_IN_LINE, Deviation.Kind.REGISTRY_CHANGED)) {
            sync.kind = kind;

            assertThat(run(job, Trigger.SCHEDULE)).isEmpty();
            assertThat(run(job, Trigger.FLAG)).isEmpty();

            assertThat(memory.warnings())
                    .singleElement()
                    .asString()
                    .contains("out of line with the registry: 3 fields of 2 components", "sync --force");
        }
        assertThat(sync.requests).isEmpty();
        run(job, Trigger.MANUAL);
        assertThat(memory.warnings()).isEmpty();
    }

    @Test
    void reportsSinceWhenItFailsHowOftenAndWhyUntilItSucceeds() {
        sync.raise();
        sync.failure = "registry-unreadable";
        run(job, Trigger.FLAG);
        String since = host.instant().toString();
        host.pass(INTERVAL);
        run(job, Trigger.SCHEDULE);

        assertThat(memory.failures()).isEqualTo(2);
        assertThat(memory.warnings())
                .singleElement()
                .asString()
                .contains(since, "2 tries", "it cannot be: registry-unreadable");
        sync.failure = null;
        sync.doubts = List.of("two entries for apollo");
        run(job, Trigger.SCHEDULE);

        assertThat(memory.failures()).isZero();
        assertThat(memory.warnings()).containsExactly("two entries for apollo");
    }
}
