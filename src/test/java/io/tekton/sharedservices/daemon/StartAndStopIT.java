package io.tekton.sharedservices.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.client.DaemonLookup;
import io.tekton.sharedservices.daemon.DaemonFixture.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Starts and stops that get in each other's way, or in that of a variable. */
@EnabledOnOs(OS.LINUX)
class StartAndStopIT {
    @TempDir
    Path temp;

    private DaemonFixture house;

    @BeforeEach
    void build() throws IOException {
        house = new DaemonFixture(temp);
    }

    @AfterEach
    void tearDown() {
        house.close();
    }

    @Test
    void twoStartsAtTheSameTimeMakeOneDaemonAndNoneThatWaitsForItsEnd() throws Exception {
        DaemonFixture.Call first = house.callProcess("start");
        DaemonFixture.Call second = house.callProcess("start");

        List<Ended> both = List.of(first.end(), second.end());
        Ended stopped = house.call("stop");

        assertThat(both).extracting(Ended::code).as(both.toString()).containsOnly(0);
        assertThat(both).extracting(Ended::err).containsOnly("");
        assertThat(both).extracting(Ended::out).anyMatch(out -> out.contains("runs as pid"));
        assertThat(both).extracting(Ended::out).anyMatch(out -> out.contains("runs already as pid"));
        assertThat(stopped.out()).contains("has stopped");
        house.store().close();
        assertThat(house.sighting()).isInstanceOf(DaemonLookup.NotRunning.class);
    }

    @Test
    void noVariableKeepsADaemonFromBeingStopped() throws Exception {
        Path settings = Files.copy(house.settingsFile, temp.resolve("other.properties"));
        assertThat(house.call("--config", settings.toString(), "start").code()).isZero();
        house.environment.put("SHARED_SERVICES_CONFIG", "~nobody-at-all/x");

        assertThat(house.call("stop", "--config", "/nowhere").code()).isEqualTo(2);
        Ended stopped = house.call("stop");

        assertThat(stopped.code()).as(stopped.all()).isZero();
        assertThat(stopped.out()).contains("has stopped");
    }

    @Test
    void aDaemonWhoseAddressWasDeletedIsNeitherStoppedNorStartedAgainWithoutAWord() throws Exception {
        assertThat(house.call("start").code()).isZero();
        long pid = ((DaemonLookup.Running) house.sighting()).address().process().pid();
        Files.delete(house.state.resolve("daemon.json"));

        Ended status = house.call("status");
        Ended stopped = house.call("stop");
        Ended started = house.call("start");

        for (Ended ended : List.of(status, stopped, started)) {
            assertThat(ended.code()).as(ended.all()).isEqualTo(4);
            assertThat(ended.all().replaceAll("\\s+", " ")).contains("stop it with: kill " + pid);
        }
        assertThat(DaemonFixture.lives(pid)).isTrue();

        DaemonFixture.signal("TERM", pid);
        DaemonFixture.await("the end of the daemon", () -> !DaemonFixture.lives(pid));
        assertThat(house.call("status").code()).isEqualTo(3);
    }

    @Test
    void restartAfterAnUncleanEndRepeatsTheOptionsOfTheStart() throws Exception {
        assertThat(house.call("start", "--dry-run").code()).isZero();
        long pid = ((DaemonLookup.Running) house.sighting()).address().process().pid();
        DaemonFixture.signal("KILL", pid);
        DaemonFixture.await("the end of the daemon", () -> !DaemonFixture.lives(pid));

        Ended status = house.call("status");
        Ended other = house.call("--set", "orphan-cleanup.grace=1s", "restart");
        assertThat(other.code()).as(other.all()).isEqualTo(2);
        Ended restarted = house.call("restart");

        assertThat(other.err()).contains("orphan-cleanup.grace=1s", "would be ignored");
        assertThat(status.all().replaceAll("\\s+", " "))
                .contains("Start it with the same options (--dry-run): shared-services restart");
        assertThat(restarted.code()).as(restarted.all()).isZero();
        assertThat(house.status("warnings").toString()).contains("DRY RUN");
        assertThat(house.call("stop").code()).isZero();
        Ended again = house.call("start");
        assertThat(again.err()).as("after a clean stop").isEmpty();
        assertThat(house.call("stop").code()).isZero();
    }
}
