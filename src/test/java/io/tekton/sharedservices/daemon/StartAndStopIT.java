package io.tekton.sharedservices.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.daemon.DaemonFixture.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Starts and stops that do not need what a variable says. */
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
    void noVariableKeepsADaemonFromBeingStopped() throws Exception {
        Path settings = Files.copy(house.settingsFile, temp.resolve("other.properties"));
        assertThat(house.call("--config", settings.toString(), "start").code()).isZero();
        house.environment.put("SHARED_SERVICES_CONFIG", "~nobody-at-all/x");

        assertThat(house.call("stop", "--config", "/nowhere").code()).isEqualTo(2);
        Ended stopped = house.call("stop");

        assertThat(stopped.code()).as(stopped.all()).isZero();
        assertThat(stopped.out()).contains("has stopped");
    }
}
