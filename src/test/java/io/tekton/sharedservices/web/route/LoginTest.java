package io.tekton.sharedservices.web.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.metrics.FakeInsight;
import io.tekton.sharedservices.metrics.Instrumentation;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.web.FakeServices;
import io.tekton.sharedservices.web.RunningServer;
import io.tekton.sharedservices.web.TurnedClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a browser logs in, and what its session may do. */
class LoginTest {
    private static final int MANY = Rounds.of(60, 300);

    private static final String OPEN = "/api/v1/dashboard/session";

    @TempDir
    private Path folder;

    private final FakeServices services = new FakeServices();
    private final TurnedClock clock = new TurnedClock();
    private RunningServer running;

    @BeforeEach
    void start() throws IOException {
        running = RunningServer.with(services, new FakeInsight(), new Instrumentation(), clock, folder);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private String open(String link) throws IOException {
        return running.postedBy(null, OPEN, "{\"link\":\"" + link + "\"}");
    }

    @Test
    void aLinkOpensOneSessionAndNoSecond() throws IOException {
        String link = running.link();

        assertThat(open(link)).startsWith("HTTP/1.1 200 ").contains("op@dashboard-");
        assertThat(open(link)).startsWith("HTTP/1.1 403 ").contains("no-such-link");
    }

    @Test
    void aLinkIsGoodForTwoMinutes() throws IOException {
        String link = running.link();
        clock.pass(Logins.LINK);

        assertThat(open(link)).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void onlyTheTokenGetsALink() throws IOException {
        String body = "{\"actor\":\"op@command-line\"}";

        assertThat(running.postedBy(null, "/api/v1/dashboard/links", body)).startsWith("HTTP/1.1 401 ");
        assertThat(running.postedBy(running.session(), "/api/v1/dashboard/links", "{}"))
                .startsWith("HTTP/1.1 403 ")
                .contains("not-for-sessions");
    }

    @Test
    void aLinkThatWasTriedTenTimesInVainIsNotTriedForAMinute() throws IOException {
        for (int i = 0; i < 10; i++) {
            assertThat(open("0".repeat(64))).startsWith("HTTP/1.1 403 ");
        }

        assertThat(open("0".repeat(64))).startsWith("HTTP/1.1 429 ");
        clock.pass(Duration.ofMinutes(1));

        assertThat(open("0".repeat(64))).startsWith("HTTP/1.1 403 ");
    }

    @Test
    @Tag(Rounds.LONG_FORM)
    void wrongLinksHoweverManyTakeNothingFromAGoodOne() throws IOException {
        String good = running.link();
        for (int i = 0; i < MANY; i++) {
            open(String.format("%064x", i));
            open("0".repeat(64));
        }

        assertThat(open(good)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    @Tag(Rounds.LONG_FORM)
    void wrongSecretsOfSessionsTakeNothingFromAGoodOne() throws IOException {
        String good = running.session();
        for (int i = 0; i < MANY; i++) {
            assertThat(running.askedBy("Session " + String.format("%064x", i), "/api/v1/status"))
                    .startsWith("HTTP/1.1 401 ");
        }

        assertThat(running.askedBy(good, "/api/v1/status")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aSessionEndsWhenItIsNotUsedForAnHour() throws IOException {
        String session = running.session();
        clock.pass(Logins.IDLE.minusSeconds(1));
        assertThat(running.askedBy(session, "/api/v1/status")).startsWith("HTTP/1.1 200 ");
        clock.pass(Logins.IDLE.minusSeconds(1));
        assertThat(running.askedBy(session, "/api/v1/status")).startsWith("HTTP/1.1 200 ");
        clock.pass(Logins.IDLE);

        assertThat(running.askedBy(session, "/api/v1/status")).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void aSessionEndsAfterHalfADayHoweverMuchItIsUsed() throws IOException {
        String session = running.session();
        for (int i = 0; i < 24; i++) {
            assertThat(running.askedBy(session, "/api/v1/status")).startsWith("HTTP/1.1 200 ");
            clock.pass(Duration.ofMinutes(30));
        }

        assertThat(running.askedBy(session, "/api/v1/status")).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void whoLogsOutIsOut() throws IOException {
        String session = running.session();

        assertThat(running.postedBy(session, OPEN + "/end", "{}")).startsWith("HTTP/1.1 200 ");
        assertThat(running.askedBy(session, "/api/v1/status")).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void aSessionsSecretIsNoTokenAndTheTokenNoSession() throws IOException {
        String session = running.session();

        assertThat(running.askedBy(session.replace("Session", "Bearer"), "/api/v1/status"))
                .startsWith("HTTP/1.1 401 ");
        assertThat(running.askedBy("Session " + running.secret(), "/api/v1/status"))
                .startsWith("HTTP/1.1 401 ");
        assertThat(running.askedBy("Session " + running.link(), "/api/v1/status"))
                .startsWith("HTTP/1.1 401 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/status",
                "/api/v1/jobs",
                "/api/v1/runs",
                "/api/v1/terminations",
                "/api/v1/settings/changes",
                "/api/v1/interventions",
                "/api/v1/syncs",
                "/api/v1/trend?range=year",
                "/api/v1/plan",
                "/api/v1/dashboard/session"
            })
    void aSessionMayRead(String path) throws IOException {
        assertThat(running.askedBy(running.session(), path)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aSessionMayNotDoWhatTheDashboardDoesNot() throws IOException {
        String session = running.session();
        services.asked.clear();

        for (String path : new String[] {
            "/api/v1/reload",
            "/api/v1/cleanup",
            "/api/v1/cleanup/x/stop",
            "/api/v1/store/backup",
            "/api/v1/registry/memory",
            "/api/v1/dashboard/links"
        }) {
            assertThat(running.postedBy(session, path, "{}"))
                    .as(path)
                    .startsWith("HTTP/1.1 403 ")
                    .contains("not-for-sessions");
        }
        assertThat(running.askedBy(session, "/api/v1/store")).startsWith("HTTP/1.1 403 ");
        assertThat(running.postedBy(session, "/api/v1/jobs/orphan-cleanup/trigger", "{\"force\":true}"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(services.asked).isEmpty();
    }

    @Test
    void requestsOfASessionAreRecordedUnderItsName() throws IOException {
        String session = running.session();
        services.asked.clear();

        assertThat(running.postedBy(session, "/api/v1/jobs/orphan-cleanup/pause", "{\"reason\":\"a reason\"}"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(running.postedBy(session, "/api/v1/jobs/orphan-cleanup/trigger", "{\"reason\":\"why\"}"))
                .startsWith("HTTP/1.1 200 ");

        assertThat(services.asked)
                .anyMatch(asked -> asked.toString().startsWith("pause orphan-cleanup a reason op@dashboard-"))
                .anyMatch(asked -> asked.toString().startsWith("trigger orphan-cleanup false why op@dashboard-"));
    }

    @Test
    void aSessionCannotAskInAnothersName() throws IOException {
        String session = running.session();
        services.asked.clear();

        assertThat(running.postedBy(session, "/api/v1/jobs/orphan-cleanup/resume", "{\"actor\":\"root@command-line\"}"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(services.asked).isEmpty();
    }

    @Test
    void nothingIsDoneByAGet() throws IOException {
        String session = running.session();
        services.asked.clear();

        for (String path : new String[] {"/api/v1/jobs/orphan-cleanup/pause", "/api/v1/dashboard/session/end"}) {
            assertThat(running.askedBy(session, path)).startsWith("HTTP/1.1 405 ");
        }
        assertThat(running.askedBy(session, "/api/v1/status")).startsWith("HTTP/1.1 200 ");
        assertThat(services.asked).containsExactly("status");
    }

    @Test
    void aPageOfAnotherSiteCannotLogIn() throws IOException {
        String answer = running.raw(
                "POST " + OPEN + " HTTP/1.1",
                "Host: 127.0.0.1:" + running.port(),
                "Origin: http://evil.example",
                "Connection: close",
                "Content-Type: application/json",
                "Content-Length: 2",
                "",
                "{}");

        assertThat(answer).startsWith("HTTP/1.1 403 ").contains("cross-site");
    }
}
