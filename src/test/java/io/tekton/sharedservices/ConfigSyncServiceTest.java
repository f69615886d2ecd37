package io.tekton.sharedservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.daemon.DaemonFixture;
import io.tekton.sharedservices.daemon.SyncHouse;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The configuration sync inside another program. */
@EnabledOnOs(OS.LINUX)
class ConfigSyncServiceTest {
    @TempDir
    Path temp;

    private DaemonFixture house;
    private SyncHouse sync;

    @BeforeEach
    void build() throws IOException {
        house = new DaemonFixture(temp);
        sync = new SyncHouse(house);
        sync.register(45_012);
    }

    @AfterEach
    void tearDown() {
        house.close();
    }

    private ConfigSyncService.Builder builder() {
        return ConfigSyncService.builder().tektonRoot(house.root).checkInterval(Duration.ofHours(1));
    }

    @Test
    void syncsOnceWithoutBeingStartedAndUndoesIt() {
        ConfigSyncService service = builder().build();
        String before = sync.text();

        SyncReport report = service.runNow();

        assertThat(report.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(report.run().actor()).endsWith("@embedded");
        assertThat(report.recorded()).isTrue();
        assertThat(sync.port()).isEqualTo(45_012);
        assertThat(service.undo().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(sync.text()).isEqualTo(before);
        assertThat(service.status().running()).isFalse();
        assertThat(service.status().lastSync()).isNotNull();
    }

    @Test
    void onlyPlansInADryRun() {
        SyncReport report = builder().dryRun(true).build().runNow();

        assertThat(Objects.requireNonNull(report.plan()).changes()).isNotEmpty();
        assertThat(sync.port()).isEqualTo(45_007);
    }

    @Test
    void followsTheFlagWhileItIsStartedAndStopsFollowing() throws IOException {
        ConfigSyncService service = builder().build();
        service.start();
        service.start();
        try {
            DaemonFixture.await("the first look", () -> service.status().checks() > 0);
            sync.register(45_013);
            sync.raiseFlag();

            DaemonFixture.await("the new port", () -> sync.port() == 45_013);
            DaemonFixture.await("no flag is left", () -> sync.flags().isEmpty());
            DaemonFixture.await(
                    "the run has ended", () -> service.status().warnings().isEmpty());

            ConfigSyncServiceStatus status = service.status();
            assertThat(status.running()).isTrue();
            assertThat(status.nextCheck()).isNotNull();
            assertThat(status.settings()).containsEntry("config-sync.schedule", "every 1h");
            assertThat(Objects.requireNonNull(status.lastSync()).trigger()).isEqualTo(Trigger.FLAG);
            assertThat(service.runNow().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        } finally {
            assertThat(service.stop()).isTrue();
        }
        assertThat(service.status().running()).isFalse();
        sync.register(45_014);
        sync.raiseFlag();
        service.start();
        try {
            DaemonFixture.await("what was raised while it was stopped", () -> sync.port() == 45_014);
        } finally {
            assertThat(service.stop()).isTrue();
        }
    }

    @Test
    void tellsWhatIsWrongWithWhatItWasGiven() {
        assertThatThrownBy(() -> builder().checkInterval(Duration.ofMillis(10)).build())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("config-sync.schedule");
    }
}
