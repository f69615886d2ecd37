package io.tekton.sharedservices.web.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.metrics.FakeInsight;
import io.tekton.sharedservices.metrics.Instrumentation;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.web.FakeServices;
import io.tekton.sharedservices.web.RunningServer;
import io.tekton.sharedservices.web.TurnedClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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
    void aSessionEndsAfterADayHoweverMuchItIsUsed() throws IOException {
        String session = running.session();
        for (int i = 0; i < 24; i++) {
            assertThat(running.askedBy(session, "/api/v1/status")).startsWith("HTTP/1.1 200 ");
            clock.pass(Duration.ofHours(1));
        }

        assertThat(running.askedBy(session, "/api/v1/status")).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void aSessionGoesOnAfterARestartOfTheDaemon() throws IOException {
        String session = running.session();
        String over = running.session();
        running.postedBy(over, OPEN + "/end", "{}");
        restart();

        assertThat(running.askedBy(session, "/api/v1/status")).startsWith("HTTP/1.1 200 ");
        assertThat(running.askedBy(over, "/api/v1/status")).startsWith("HTTP/1.1 401 ");
        clock.pass(Logins.SESSION);
        restart();
        assertThat(running.askedBy(session, "/api/v1/status")).startsWith("HTTP/1.1 401 ");
    }

    private void restart() throws IOException {
        running.close();
        start();
    }

    @Test
    void theFileOfSessionsHasNoSecretAndIsOursAlone() throws IOException {
        String session = running.session();
        Path file = folder.resolve("sessions");

        assertThat(Files.readString(file)).doesNotContain(session.substring("Session ".length()));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void sessionsOfAFileThatIsOpenToOthersHaveEnded() throws IOException {
        String session = running.session();
        running.close();
        Files.setPosixFilePermissions(folder.resolve("sessions"), PosixFilePermissions.fromString("rw-r--r--"));
        start();

        assertThat(running.askedBy(session, "/api/v1/status")).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void aLineThatIsNoSessionTakesNoOtherAway() throws IOException {
        String session = running.session();
        running.close();
        Path file = folder.resolve("sessions");
        Files.writeString(file, "nonsense\n" + Files.readString(file));
        start();

        assertThat(running.askedBy(session, "/api/v1/status")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aRenewedSecretTakesThePlaceOfTheOldOneWhichIsGoodForAMinute() throws IOException {
        String old = running.session();
        clock.pass(Duration.ofHours(1));
        String renewed = running.sessionIn(running.postedBy(old, OPEN + "/renew", "{}"));

        assertThat(renewed).isNotEqualTo(old);
        assertThat(running.askedBy(old, "/api/v1/status")).startsWith("HTTP/1.1 200 ");
        assertThat(running.askedBy(renewed, "/api/v1/status")).startsWith("HTTP/1.1 200 ");
        clock.pass(Logins.RENEWED);
        assertThat(running.askedBy(old, "/api/v1/status")).startsWith("HTTP/1.1 401 ");
        clock.pass(Logins.SESSION.minusHours(1).minus(Logins.RENEWED).minusSeconds(1));
        assertThat(running.askedBy(renewed, "/api/v1/status")).startsWith("HTTP/1.1 200 ");
        clock.pass(Duration.ofSeconds(1));
        assertThat(running.askedBy(renewed, "/api/v1/status")).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void sessionsAreListedOnceEachAndEndedByTheirNameAlsoWhatWasRenewed() throws IOException {
        String session = running.session();
        String renewed = running.sessionIn(running.postedBy(session, OPEN + "/renew", "{}"));
        String other = running.session();

        String listed = running.asked("GET", "/api/v1/dashboard/sessions");
        List<String> names = Pattern.compile("op@dashboard-[0-9a-f]{6}")
                .matcher(listed)
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(names).hasSize(2).doesNotHaveDuplicates();
        assertThat(running.posted("/api/v1/dashboard/sessions/revoke", "{\"name\":\"" + names.get(0) + "\"}"))
                .contains("\"ended\" : true");
        assertThat(running.posted("/api/v1/dashboard/sessions/revoke", "{\"name\":\"" + names.get(0) + "\"}"))
                .contains("\"ended\" : false");

        assertThat(running.askedBy(session, "/api/v1/status")).startsWith("HTTP/1.1 401 ");
        assertThat(running.askedBy(renewed, "/api/v1/status")).startsWith("HTTP/1.1 401 ");
        assertThat(running.askedBy(other, "/api/v1/status")).startsWith("HTTP/1.1 200 ");
        assertThat(running.askedBy(other, "/api/v1/dashboard/sessions")).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void aStatusPageReadsStatesAndNumbersAndNothingElse() throws IOException {
        String wall = running.wall();

        assertThat(running.askedBy(wall, "/api/v1/wall"))
                .startsWith("HTTP/1.1 200 ")
                .contains("orphan-cleanup")
                .doesNotContain("python", "/a b/", "op@");
        for (String path : List.of("/api/v1/status", "/api/v1/terminations", "/api/v1/overview", "/api/v1/suspects")) {
            assertThat(running.askedBy(wall, path)).as(path).startsWith("HTTP/1.1 403 ");
        }
        services.asked.clear();
        for (String path : List.of(
                "/api/v1/jobs/orphan-cleanup/trigger",
                "/api/v1/jobs/orphan-cleanup/pause",
                "/api/v1/cleanup",
                "/api/v1/cleanup/preview",
                OPEN + "/renew",
                OPEN + "/end",
                "/api/v1/dashboard/links",
                "/api/v1/dashboard/walls")) {
            assertThat(running.postedBy(wall, path, "{}")).as(path).startsWith("HTTP/1.1 403 ");
        }
        assertThat(services.asked).isEmpty();
        assertThat(running.askedBy(wall.replace("Wall", "Session"), "/api/v1/status"))
                .startsWith("HTTP/1.1 401 ");
        clock.pass(Logins.SESSION);
        restart();
        assertThat(running.askedBy(wall, "/api/v1/wall")).startsWith("HTTP/1.1 200 ");
        clock.pass(Logins.WALL);
        assertThat(running.askedBy(wall, "/api/v1/wall")).startsWith("HTTP/1.1 401 ");
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
                "/api/v1/dashboard/session",
                "/api/v1/overview",
                "/api/v1/leaks",
                "/api/v1/wall"
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
