package io.tekton.sharedservices.daemon;

import static io.tekton.sharedservices.daemon.DaemonFixture.at;
import static io.tekton.sharedservices.daemon.DaemonFixture.await;
import static io.tekton.sharedservices.daemon.DaemonFixture.lives;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.daemon.DaemonFixture.Daemon;
import io.tekton.sharedservices.daemon.DaemonFixture.Ended;
import io.tekton.sharedservices.testing.Rounds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A daemon that is asked to stop in the middle of a grace period: no further signal, watched to its end, recorded. */
@EnabledOnOs(OS.LINUX)
class DaemonStopIT {
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

    @ParameterizedTest
    @Tag(Rounds.LONG_FORM)
    @MethodSource("waysToStop")
    void aRunThatIsOnSignalsNothingMoreAndIsRecorded(String how) throws Exception {
        house.with("orphan-cleanup.grace", "6s").writeSettings();
        int victim = house.stubborn();
        Daemon daemon = house.run();
        await("SIGTERM to the orphan", () -> house.log().contains("SIGTERM sent to pid=" + victim));
        // in its grace period: status answers, and says so
        assertThat(house.status("jobs/0/lastRun/outcome")).isEqualTo("RUNNING");

        if (how.startsWith("the")) {
            Ended stopped = house.call("stop");
            assertThat(stopped.code()).as(stopped.all()).isZero();
        } else {
            daemon.signal(how);
        }
        Ended ended = daemon.end();

        assertThat(ended.code()).as(ended.all()).isZero();
        assertThat(lives(victim)).isTrue();
        assertRecorded(victim, "SCHEDULE");
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    void theGraceOfAManualCleanupIsWaitedOutTooWhereItIsLongerThanTheSettings() throws Exception {
        house.with("orphan-cleanup.grace", "0s").writeSettings();
        Daemon daemon = house.run();
        await("the end of the first run", () -> "SUCCEEDED".equals(house.status("jobs/0/lastRun/outcome")));
        int victim = house.stubborn();
        DaemonFixture.Call cleanup = house.callProcess("cleanup", "--force", "--grace", "13s", "--json");
        await("SIGTERM to the orphan", () -> house.log().contains("SIGTERM sent to pid=" + victim));

        Ended ended = daemon.stop();

        assertThat(ended.code()).as(ended.all()).isZero();
        assertThat(lives(victim)).isTrue();
        assertRecorded(victim, "MANUAL");
        Ended cleanupEnd = cleanup.end();
        assertThat(cleanupEnd.code()).as(cleanupEnd.all()).isEqualTo(1);
        assertThat(at(DaemonFixture.object(cleanupEnd.out()), "run/reason")).isEqualTo("stopped");
    }

    static Stream<String> waysToStop() {
        return Rounds.some(2, "TERM", "the command stop", "INT");
    }

    private void assertRecorded(int victim, String trigger) {
        Map<String, Object> history = house.json("history");
        assertThat(at(history, "runs/0/trigger")).isEqualTo(trigger);
        assertThat(at(history, "runs/0/outcome")).isEqualTo("FAILED");
        assertThat(at(history, "runs/0/reason")).isEqualTo("stopped");
        Map<String, Object> audit = house.json("audit");
        assertThat(at(audit, "terminations/0/pid")).isEqualTo((long) victim);
        assertThat(at(audit, "terminations/0/result")).isEqualTo("SURVIVED");
        assertThat(at(audit, "terminations/0/signals").toString()).isEqualTo("[TERM]");
        assertThat(house.call("audit", "verify").code()).isZero();
    }
}
