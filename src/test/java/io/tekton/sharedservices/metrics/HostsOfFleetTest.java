package io.tekton.sharedservices.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.api.SampleRecords;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.web.FakeServices;
import io.tekton.sharedservices.web.RunningServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a keeper answers about other hosts. */
class HostsOfFleetTest {
    @TempDir
    private Path folder;

    private final FakeInsight insight = new FakeInsight();
    private RunningServer running;
    private RunQuery runs;
    private TerminationQuery terminations;

    @BeforeEach
    void start() throws IOException {
        insight.record = new History() {
            @Override
            public List<Run> runs(RunQuery query) {
                runs = query;
                return List.of(SampleRecords.ended());
            }

            @Override
            public Optional<Run> run(String id) {
                return Optional.of(SampleRecords.ended()).filter(run -> run.id().equals(id));
            }

            @Override
            public List<RecordedVerdict> verdicts(String runId) {
                return List.of(SampleRecords.termination().verdict());
            }

            @Override
            public Optional<SyncRecord> sync(String runId) {
                return Optional.empty();
            }

            @Override
            public List<Termination> terminations(TerminationQuery query) {
                terminations = query;
                return List.of(SampleRecords.termination());
            }
        };
        running = RunningServer.with(new FakeServices(), insight, new Instrumentation(), Clock.systemUTC(), folder);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void listsTheHostsTheWorstFirst() throws IOException {
        String answer = running.asked("GET", "/api/v1/hosts");

        assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\"keeper\" : true");
        assertThat(answer.indexOf("web-7")).isLessThan(answer.indexOf("web-1")).isPositive();
    }

    @Test
    void sumsUpWhoLeaksOnAllOfThem() throws IOException {
        assertThat(running.asked("GET", "/api/v1/fleet/leaks"))
                .startsWith("HTTP/1.1 200 ")
                .contains("\"components\"", "\"apollo\"", "\"since\"", "\"until\"");
    }

    @Test
    void showsOneHost() throws IOException {
        assertThat(running.asked("GET", "/api/v1/hosts/web-7"))
                .startsWith("HTTP/1.1 200 ")
                .contains("\"name\" : \"web-7\"", "\"state\" : \"silent\"")
                .doesNotContain("web-1");
    }

    @Test
    void listsItsRunsWithTheFiltersOfHistory() throws IOException {
        assertThat(running.asked(
                        "GET", "/api/v1/hosts/web-7/runs?job=orphan-cleanup&outcome=failed&limit=25&before=r-1"))
                .startsWith("HTTP/1.1 200 ")
                .contains("\"runs\"", SampleRecords.ended().id());

        assertThat(runs.job()).isEqualTo("orphan-cleanup");
        assertThat(runs.outcome()).hasToString("FAILED");
        assertThat(runs.limit()).isEqualTo(25);
        assertThat(runs.beforeId()).isEqualTo("r-1");
    }

    @Test
    void readsARunInOneRequest() throws IOException {
        assertThat(running.asked(
                        "GET",
                        "/api/v1/hosts/web-7/runs/" + SampleRecords.ended().id()))
                .startsWith("HTTP/1.1 200 ")
                .contains("\"run\"", "\"verdicts\"");
        assertThat(running.asked("GET", "/api/v1/hosts/web-7/runs/none"))
                .startsWith("HTTP/1.1 404 ")
                .contains("no-such-run");
    }

    @Test
    void listsItsTerminationsWithTheFiltersOfTheAudit() throws IOException {
        assertThat(running.asked("GET", "/api/v1/hosts/web-7/terminations?component=apollo&pid=12&all=true"))
                .startsWith("HTTP/1.1 200 ")
                .contains("\"terminations\"");

        assertThat(terminations.component()).isEqualTo("apollo");
        assertThat(terminations.pid()).isEqualTo(12);
        assertThat(terminations.rehearsals()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/runs", "/runs/r-1", "/terminations"})
    void aHostThatIsNotEnrolledAndACentreThatIsAwayAreProblems(String of) throws IOException {
        assertThat(running.asked("GET", "/api/v1/hosts/none" + of))
                .startsWith("HTTP/1.1 404 ")
                .contains("no-such-host");
        assertThat(running.asked("GET", "/api/v1/hosts/away" + of))
                .startsWith("HTTP/1.1 503 ")
                .contains("centre-away");
    }

    @Test
    void aFilterThatIsNoneIsAProblemHereToo() throws IOException {
        assertThat(running.asked("GET", "/api/v1/hosts/web-7/runs?outcome=none"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(running.asked("GET", "/api/v1/hosts/web-7/terminations?pid=x"))
                .startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void doesNothingOnAHost(String method) throws IOException {
        assertThat(running.asked(method, "/api/v1/hosts/web-7")).startsWith("HTTP/1.1 405 ");
        assertThat(running.asked(method, "/api/v1/hosts/web-7/runs")).startsWith("HTTP/1.1 405 ");
    }
}
