package io.tekton.sharedservices.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.SettingsDifferException;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.client.GivenSettings;
import io.tekton.sharedservices.client.RemoteServices;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.files.FileTrust;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.settings.SettingsLayers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings given to a command apply to its run or are refused; the rest is the daemon's. */
class RemoteServicesTest {
    private static final int SELF = (int) ProcessHandle.current().pid();

    @TempDir
    private Path folder;

    private final FakeServices daemon = new FakeServices();
    private RunningServer running;

    @BeforeEach
    void start() throws IOException {
        running = RunningServer.with(daemon, Files.createDirectory(folder.resolve("state")));
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private ServiceSettings settings(String file, String... set) throws IOException {
        Path path = Files.writeString(folder.resolve("quartz.properties"), file);
        SettingsLayers.Builder layers = SettingsLayers.builder().file(path, FileTrust.ofThisUser());
        for (String setting : set) {
            layers.set(setting);
        }
        Places places = Places.of(Map.of("HOME", folder.toString()), null, path.toString(), folder, folder);
        return ServiceSettings.read(
                layers.build(), places, new UserNames(), Clock.systemUTC().instant());
    }

    private CleanupOrder ordered(ServiceSettings settings, boolean fileNamed, boolean dryRun) {
        GivenSettings given = new GivenSettings(settings.all(), fileNamed ? folder.resolve("quartz.properties") : null);
        CleanupOrder order = given.cleanup(settings.cleanup(), "op", dryRun, null, false, false);
        running.client(given).cleanup(order, new StopFlag(), CleanupListener.NONE);
        return (CleanupOrder) daemon.asked.get(daemon.asked.size() - 1);
    }

    @Test
    void whatNobodyGaveIsLeftToTheDaemon() throws IOException {
        ServiceSettings settings = settings("orphan-cleanup.min-age = 3h\norphan-cleanup.dry-run = false\n");

        assertThat(ordered(settings, false, false))
                .isEqualTo(new CleanupOrder(
                        "op",
                        null,
                        null,
                        null,
                        null,
                        null,
                        false,
                        null,
                        false,
                        new ClientContext(Set.of(SELF), Map.of(), false)));
    }

    @Test
    void whatAnOptionGaveIsAppliedToTheRun() throws IOException {
        ServiceSettings settings =
                settings("", "orphan-cleanup.min-age=3h", "orphan-cleanup.grace=1s", "orphan-cleanup.dry-run=false");

        CleanupOrder order = ordered(settings, false, false);

        assertThat(order.minAge()).isEqualTo(Duration.ofHours(3));
        assertThat(order.grace()).isEqualTo(Duration.ofSeconds(1));
        assertThat(order.dryRun()).isFalse();
        assertThat(order.maxTerminations()).isNull();
        assertThat(order.asker().given())
                .containsOnlyKeys("orphan-cleanup.min-age", "orphan-cleanup.grace", "orphan-cleanup.dry-run");
    }

    @Test
    void aDryRunStaysOne() throws IOException {
        assertThat(ordered(settings(""), false, true).dryRun()).isTrue();
    }

    @Test
    void aNamedFileIsGivenAsAWhole() throws IOException {
        CleanupOrder order = ordered(settings("orphan-cleanup.max-terminations = 3\n"), true, false);

        assertThat(order.maxTerminations()).isEqualTo(3);
        assertThat(order.asker().whole()).isTrue();
        assertThat(order.asker().given())
                .containsEntry("orphan-cleanup.max-terminations", "3")
                .containsEntry("registry.when-missing", "refuse");
    }

    @Test
    void theSameSettingsAgree() throws IOException {
        ServiceSettings settings = settings("orphan-cleanup.protect.a = program=a\n");

        ordered(settings, true, false).asker().mustAgreeWith(settings.all(), Set.of());
    }

    @Test
    void aRuleThatTheDaemonLacksOrHasBesidesDisagrees() throws IOException {
        ServiceSettings with = settings("orphan-cleanup.protect.a = program=a\n");
        ServiceSettings without = settings("");
        ClientContext asking = ordered(with, true, false).asker();
        ClientContext bare = ordered(without, true, false).asker();

        assertThatThrownBy(() -> asking.mustAgreeWith(without.all(), ClientContext.OF_ONE_RUN))
                .isInstanceOf(SettingsDifferException.class)
                .hasMessageContaining("orphan-cleanup.protect.a");
        assertThatThrownBy(() -> bare.mustAgreeWith(with.all(), ClientContext.OF_ONE_RUN))
                .isInstanceOf(SettingsDifferException.class)
                .hasMessageContaining("orphan-cleanup.protect.a");
    }

    @Test
    void whatOneRunCanHaveOfItsOwnNeedNotAgree() throws IOException {
        ClientContext asker =
                ordered(settings("", "orphan-cleanup.min-age=3h"), false, false).asker();
        ServiceSettings others = settings("");

        asker.mustAgreeWith(others.all(), ClientContext.OF_ONE_RUN);
        assertThatThrownBy(() -> asker.mustAgreeWith(others.all(), ClientContext.NOT_EXPLAINED))
                .isInstanceOf(SettingsDifferException.class);
    }

    @Test
    void whatDiffersIsAFaultOfTheSettingsWithItsOrigin() throws IOException {
        daemon.failure = new SettingsDifferException(
                List.of(new SettingsDifferException.Difference("registry.when-missing", "empty", "refuse")));
        ServiceSettings settings = settings("", "registry.when-missing=empty");
        RemoteServices services = running.client(new GivenSettings(settings.all(), null));

        assertThatThrownBy(() -> services.explain(1, ClientContext.ofThisProcess()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("option --set: registry.when-missing = empty")
                .hasMessageContaining("the daemon's value: refuse");
    }

    @Test
    void anOrderComesToARunUnderTheDaemonsSettings() throws IOException {
        ServiceSettings daemons = settings("", "orphan-cleanup.min-age=5h", "orphan-cleanup.dry-run=true");
        CleanupOrder order = new CleanupOrder(
                "op", null, null, Duration.ofSeconds(3), null, null, true, null, false, ClientContext.UNKNOWN);

        CleanupRequest request = order.under(daemons.cleanup());

        assertThat(request.minAge()).isEqualTo(Duration.ofHours(5));
        assertThat(request.grace()).isEqualTo(Duration.ofSeconds(3));
        assertThat(request.dryRun()).isTrue();
        assertThat(request.force()).isTrue();
        assertThat(request.maxTerminations()).isEqualTo(50);
    }
}
