package io.tekton.sharedservices.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.daemon.DaemonFixture;
import io.tekton.sharedservices.testing.Rounds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The link that the command prints, and who asked for what. */
class DashboardCommandIT {
    @TempDir
    Path temp;

    private DaemonFixture house;

    @BeforeEach
    void build() throws IOException {
        house = new DaemonFixture(temp);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void printsALinkOfTheRunningDaemonAndWithoutOneSaysWhatToDo() throws IOException {
        DaemonFixture.Ended without = house.call("dashboard");
        assertThat(without.code()).isEqualTo(3);
        assertThat(without.err()).contains("shared-services start");

        house.run();
        DaemonFixture.Ended with = house.call("dashboard", "--no-open");

        assertThat(with.code()).isZero();
        assertThat(with.out().lines().findFirst().orElseThrow())
                .matches(house.status("daemon/url") + "/#link=[0-9a-f]{64}");
        assertThat(house.json("dashboard").get("goodForSeconds")).hasToString("120");
        assertThat(house.log())
                .doesNotContain(
                        with.out().substring(with.out().indexOf("#link=") + 6).substring(0, 64));
    }

    @Test
    void theLinkBeginsWithThePublicUrlAndTheStatusHasTheRealAddress() throws IOException {
        house.with("web.public-url", "https://ci.example.org/janitor/").writeSettings();
        house.run();

        assertThat(house.json("dashboard").get("url").toString())
                .matches("\"?https://ci.example.org/janitor/#link=[0-9a-f]{64}\"?");
        assertThat(house.status("daemon/url").toString()).startsWith("http://127.0.0.1:");
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    void whatTheCommandLineAsksOfAJobIsOnRecordAcrossARestart() throws IOException {
        DaemonFixture.Daemon daemon = house.run();
        house.call("jobs", "pause", "orphan-cleanup", "--reason", "a reason");
        house.call("jobs", "resume", "orphan-cleanup");
        house.call("jobs", "resume", "no-such-job");
        daemon.stop();

        try (var store = house.store()) {
            List<String> asked =
                    store.interventions(io.tekton.sharedservices.process.HostName.read(), "any").newest(10).stream()
                            .map(one -> one.action() + " " + one.job() + " " + one.reason() + " " + one.outcome() + " "
                                    + one.actor().replaceFirst(".*@", "@"))
                            .toList();

            assertThat(asked)
                    .containsExactly(
                            "RESUME orphan-cleanup null DONE @command-line",
                            "PAUSE orphan-cleanup a reason DONE @command-line");
        }
    }
}
