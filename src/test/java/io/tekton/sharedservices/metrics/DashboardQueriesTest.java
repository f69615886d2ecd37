package io.tekton.sharedservices.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.query.TrendQuery;
import io.tekton.sharedservices.web.FakeServices;
import io.tekton.sharedservices.web.RunningServer;
import io.tekton.sharedservices.web.dashboard.TrendRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the dashboard asks for beyond what the commands do. */
class DashboardQueriesTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @TempDir
    private Path folder;

    private final FakeServices services = new FakeServices();
    private final FakeInsight insight = new FakeInsight();
    private RunningServer running;

    @BeforeEach
    void start() throws IOException {
        running = RunningServer.with(services, insight, new Instrumentation(), Clock.systemUTC(), folder);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void tellsAllThatIsOnRecordAboutOneTermination() throws IOException {
        String answer = running.asked("GET", "/api/v1/terminations/7");

        assertThat(answer)
                .startsWith("HTTP/1.1 200 ")
                .contains("\"rules\"", "\"protected\"", "\"launcher-grace\"")
                .contains("\"steps\"", "\"orphan-cleanup.grace\" : \"10s\"", "\"settingsSince\"", "\"run\"");
    }

    @Test
    void aTerminationThatIsNotThereIsAProblem() throws IOException {
        assertThat(running.asked("GET", "/api/v1/terminations/999999"))
                .startsWith("HTTP/1.1 404 ")
                .contains("no-such-termination");
        assertThat(running.asked("GET", "/api/v1/terminations/x")).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @EnumSource(TrendRange.class)
    void everyRangeEndsAfterNowAndBeginsAtAFullHourOrAtMidnight(TrendRange range) {
        for (String now : new String[] {"2026-03-01T12:34:56Z", "2026-03-28T23:30:00Z", "2026-10-25T00:59:59Z"}) {
            Instant at = Instant.parse(now);

            TrendQuery query = range.until(at, "orphan-cleanup", BERLIN);

            assertThat(query.until()).isAfter(at);
            assertThat(query.until().minus(query.step())).isBeforeOrEqualTo(at);
            LocalTime end = query.until().atZone(BERLIN).toLocalTime();
            assertThat(end.getMinute() + end.getSecond() + end.getNano()).isZero();
            if (query.step().compareTo(Duration.ofDays(1)) >= 0) {
                assertThat(end).isEqualTo(LocalTime.MIDNIGHT);
            }
        }
    }

    @Test
    void aRangeThatThereIsNotIsRefusedWithThoseThatThereAre() throws IOException {
        assertThat(running.asked("GET", "/api/v1/trend?range=century"))
                .startsWith("HTTP/1.1 400 ")
                .contains("day, week, month, quarter, year");
        assertThat(running.asked("GET", "/api/v1/trend?range=year")).startsWith("HTTP/1.1 200 ");
        assertThat(insight.asked.step()).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void csvIsThatOfTheCommand() throws IOException {
        String answer = running.asked("GET", "/api/v1/terminations?format=csv&limit=5");

        assertThat(answer)
                .containsIgnoringCase("Content-Type: text/csv; charset=utf-8")
                .containsIgnoringCase("Content-Disposition: attachment; filename=\"terminations.csv\"")
                .contains("requestedAt,finishedAt,result,signals,")
                .contains(",4711,");
    }
}
