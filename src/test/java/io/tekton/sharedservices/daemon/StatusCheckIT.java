package io.tekton.sharedservices.daemon;

import static io.tekton.sharedservices.daemon.DaemonFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.daemon.DaemonFixture.Daemon;
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

/** {@code status --check} of real daemons in all their states. */
@EnabledOnOs(OS.LINUX)
class StatusCheckIT {
    @TempDir
    private Path temp;

    private DaemonFixture house;

    @BeforeEach
    void build() throws IOException {
        house = new DaemonFixture(temp)
                .with("orphan-cleanup.min-age", null)
                .with("orphan-cleanup.confirm-after", null)
                .with("config-sync.enabled", "false");
        house.writeSettings();
    }

    @AfterEach
    void tearDown() {
        house.close();
    }

    private void assertCheck(int code, String word) {
        Ended ended = house.call("status", "--check");
        assertThat(ended.code()).as(ended.all()).isEqualTo(code);
        assertThat(ended.out().lines().toList())
                .as(ended.all())
                .singleElement()
                .asString()
                .startsWith("SHARED-SERVICES " + word + ": ");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void aDaemonThatRunsIsOneThatHangsUnknownAndOneThatWasKilledCritical() throws Exception {
        assertCheck(2, "CRITICAL");
        assertThat(house.state.resolve("store.mv.db")).doesNotExist();

        Daemon daemon = house.run();
        await("the first run", () -> "SUCCEEDED".equals(house.status("jobs/0/lastRun/outcome")));
        assertCheck(0, "OK");

        daemon.signal("STOP");
        assertCheck(3, "UNKNOWN");
        daemon.signal("CONT");

        daemon.kill();
        assertCheck(2, "CRITICAL");
    }

    @Test
    void aRefusedRunIsAWarning() throws Exception {
        Files.delete(house.root.resolve(".tekton/ai_registry/platform_ai_registry.json"));
        house.run();
        await("the first run", () -> "REFUSED".equals(house.status("jobs/0/lastRun/outcome")));

        assertCheck(1, "WARNING");
    }

    @Test
    void whatCannotBeReadIsUnknown() throws Exception {
        Files.createDirectories(house.state.resolve("daemon.json/not-a-file"));

        assertCheck(3, "UNKNOWN");
        assertThat(house.call("status", "--check", "--json").code()).isEqualTo(3);
    }
}
