package io.tekton.sharedservices.store.record;

import static io.tekton.sharedservices.journal.TerminationSignal.KILL;
import static io.tekton.sharedservices.journal.TerminationSignal.TERM;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.store.RawSql;
import io.tekton.sharedservices.store.Records;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.record.PageQuery.Statement;
import io.tekton.sharedservices.store.sql.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a page costs must follow the page, not the table: every main filter reads one index in the order of the answer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryPlanTest {
    private static final Instant BEGINNING = Instant.parse("2026-10-25T00:00:00Z");
    private static final Instant SOME = BEGINNING.plus(Duration.ofHours(4));
    private static final int TERMINATIONS = 20_000;
    private static final int RUNS = 2_000;

    @TempDir
    static Path folder;

    private Store store;

    @BeforeAll
    void fill() throws SQLException {
        store = Records.ready(folder.resolve("state"));
        try (Connection connection = RawSql.ofStore(folder.resolve("state"));
                Handle handle = Jdbi.open(connection)) {
            handle.execute("""
                    INSERT INTO run (sequence, repeats, id, job, host, boot_id, boot_millis, began_by, actor, dry_run, started_at, finished_at,
                                     outcome, scanned, matched, orphans, spared, terminated, killed, failed)
                    SELECT x, 0, 'run-' || LPAD(x, 6, '0'), 'orphan-cleanup', 'host-1', 'boot', 1, 'MANUAL', 'op', FALSE,
                           DATEADD(MINUTE, x, TIMESTAMP WITH TIME ZONE '2026-10-25 00:00:00+00'),
                           DATEADD(MINUTE, x, TIMESTAMP WITH TIME ZONE '2026-10-25 00:00:00+00'),
                           CASE MOD(x, 10) WHEN 0 THEN 'FAILED' ELSE 'SUCCEEDED' END, 1, 1, 1, 0, 1, 0, 0
                    FROM SYSTEM_RANGE(1, 2000)""");
            handle.execute("""
                    INSERT INTO verdict (sequence, run_id, host, boot_id, pid, start_ticks, started_at, parent_pid, component,
                                         command, lineage, age_seconds, match_rule, decision, verdict_rule, explanation)
                    SELECT x, 'run-' || LPAD(1 + x / 11, 6, '0'), 'host-1', 'boot', 1 + MOD(x * 7, 5000), x,
                           TIMESTAMP WITH TIME ZONE '2026-10-25 00:00:00+00', 1, 'Apollo', 'c', 'l', 1, 'm', 'ORPHAN', 'r', 'e'
                    FROM SYSTEM_RANGE(1, ?)""", TERMINATIONS);
            handle.execute("""
                    INSERT INTO termination (sequence, run_id, host, boot_id, dry_run, pid, start_ticks, component_key, owner_name, ended_owner, program, match_rule,
                                             requested_at, finished_at, had_term, had_kill, result)
                    SELECT sequence, run_id, host, boot_id, FALSE, pid, start_ticks, 'c' || MOD(sequence, 12),
                           'op' || MOD(sequence, 3), 'a' || MOD(sequence, 2), 'p' || MOD(sequence, 5), 'm' || MOD(sequence, 7),
                           DATEADD(SECOND, sequence, TIMESTAMP WITH TIME ZONE '2026-10-25 00:00:00+00'), NULL, TRUE,
                           MOD(sequence, 3) = 0, CASE MOD(sequence, 3) WHEN 0 THEN 'KILLED' ELSE 'TERMINATED' END
                    FROM verdict""");
            handle.execute("ANALYZE");
        }
    }

    @AfterAll
    void close() {
        store.close();
    }

    static Stream<Arguments> terminationPages() {
        return Stream.of(
                Arguments.of("TERMINATION_BY_TIME", query(null, null, null, null, null)),
                Arguments.of("TERMINATION_BY_PID", query(42, null, null, null, null)),
                Arguments.of("TERMINATION_BY_COMPONENT", query(null, "C3", null, null, null)),
                Arguments.of("TERMINATION_BY_RESULT", query(null, null, TerminationResult.KILLED, null, null)),
                Arguments.of("TERMINATION_BY_TERM", signal(TERM)),
                Arguments.of("TERMINATION_BY_KILL", signal(KILL)),
                Arguments.of("TERMINATION_BY_RUN", query(null, null, null, "run-000042", null)),
                Arguments.of("TERMINATION_BY_TIME", query(null, null, null, null, SOME)),
                Arguments.of("TERMINATION_BY_PID", query(42, null, null, null, SOME)),
                Arguments.of("TERMINATION_BY_COMPONENT", query(null, "c3", null, null, SOME)),
                Arguments.of("TERMINATION_BY_RESULT", query(null, null, TerminationResult.TERMINATED, null, SOME)),
                Arguments.of("TERMINATION_BY_OWNER", origin("op1", null, null, null)),
                Arguments.of("TERMINATION_BY_PROGRAM", origin(null, "p1", null, null)),
                Arguments.of("TERMINATION_BY_RULE", origin(null, null, "m1", null)),
                Arguments.of("TERMINATION_BY_ENDED_OWNER", origin(null, null, null, "a1")),
                Arguments.of("TERMINATION_BY_RUN", query(null, "c3", null, "run-000042", null)));
    }

    /** What no record matches is known from the index; a whole reading of 20,000 terminations would be counted. */
    @ParameterizedTest
    @ValueSource(strings = {"user", "program", "rule", "owner"})
    void knowsFromTheIndexThatNoTerminationMatches(String filter) {
        TerminationQuery query = origin(
                filter.equals("user") ? "nobody" : null,
                filter.equals("program") ? "none" : null,
                filter.equals("rule") ? "none" : null,
                filter.equals("owner") ? "none" : null);

        String plan = explain(PageQuery.statement(query, null));

        assertThat(plan).doesNotContain(".tableScan");
        assertThat(rowsRead(plan)).as(plan).isLessThan(10);
    }

    /** What was added up is used again on the word of these: they must cost far less than adding up. */
    @Test
    void knowsFromIndexesAloneWhetherSumsAreStillTrue() {
        Map<String, Object> year =
                Map.of("since", Rows.time(BEGINNING), "until", Rows.time(BEGINNING.plus(Duration.ofDays(365))));

        String added = explain(
                new Statement(Sql.query("which-terminations-are-added-up").plain(), year));
        String open = explain(new Statement(
                Sql.query("when-was-first-open-termination-requested").plain(), Map.of()));
        String newest = explain(
                new Statement(Sql.query("when-was-newest-termination-requested").plain(), Map.of()));

        assertThat(added).containsIgnoringCase("PUBLIC.TERMINATION_BY_TIME");
        assertThat(open).containsIgnoringCase("PUBLIC.TERMINATION_BY_RESULT");
        assertThat(rowsRead(open)).as(open).isLessThan(10);
        assertThat(rowsRead(newest)).as(newest).isLessThan(10);
    }

    /** Who leaks is asked of the terminations alone: their verdicts are far longer. */
    @Test
    void sumsUpWhoLeaksWithoutTheVerdicts() {
        String plan = explain(new Statement(
                Sql.query("who-leaks").plain(),
                Map.of("since", Rows.time(BEGINNING.plusSeconds(30)), "until", Rows.time(BEGINNING.plusSeconds(90)))));

        assertThat(plan).containsIgnoringCase("PUBLIC.TERMINATION_BY_TIME").doesNotContainIgnoringCase("VERDICT");
        assertThat(rowsRead(plan)).as(plan).isLessThan(200);
    }

    @ParameterizedTest
    @MethodSource("terminationPages")
    void readsAPageOfLiveTerminationsOffTheSameIndex(String index, TerminationQuery all) {
        TerminationQuery live = new TerminationQuery(
                all.since(),
                all.until(),
                all.pid(),
                all.component(),
                all.outcome(),
                all.signal(),
                null,
                null,
                all.limit(),
                false,
                all.origin());

        if (all.runId() == null) {
            assertThat(explain(PageQuery.statement(live, null)))
                    .containsIgnoringCase("PUBLIC." + index)
                    .doesNotContain(".tableScan");
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("terminationPages")
    void readsAPageOfTerminationsOffOneIndexFirstMiddleAndLast(String index, TerminationQuery query) {
        for (Long before : new Long[] {null, TERMINATIONS / 2L, 60L}) {
            Instant requested = before == null ? null : BEGINNING.plusSeconds(before);

            String plan = explain(PageQuery.statement(following(query, before), requested));

            assertThat(plan).containsIgnoringCase("PUBLIC." + index).doesNotContain(".tableScan");
            assertThat(rowsRead(plan)).as(plan).isLessThan(500);
        }
    }

    static Stream<Arguments> runPages() {
        return Stream.of(
                Arguments.of("RUN_BY_TIME", new RunQuery(null, null, null, null, null, 50)),
                Arguments.of("RUN_BY_JOB", new RunQuery("orphan-cleanup", null, null, null, null, 50)),
                Arguments.of("RUN_BY_OUTCOME", new RunQuery(null, RunOutcome.FAILED, null, null, null, 50)),
                Arguments.of("RUN_BY_TIME", new RunQuery(null, null, BEGINNING.plusSeconds(90), SOME, null, 50)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("runPages")
    void readsAPageOfRunsOffOneIndexFirstMiddleAndLast(String index, RunQuery query) {
        for (Integer before : new Integer[] {null, RUNS / 2, 60}) {
            RunQuery page = before == null
                    ? query
                    : new RunQuery(
                            query.job(),
                            query.outcome(),
                            query.since(),
                            query.until(),
                            "run-%06d".formatted(before),
                            query.limit());

            String plan = explain(
                    PageQuery.statement(page, before == null ? null : BEGINNING.plus(Duration.ofMinutes(before))));

            assertThat(plan).containsIgnoringCase("PUBLIC." + index).doesNotContain(".tableScan");
            assertThat(rowsRead(plan)).as(plan).isLessThan(500);
        }
    }

    @Test
    void pagesThroughAllWithoutAGapOrADouble() {
        SqlAuditReader reader = store.auditReader();
        TerminationQuery query = new TerminationQuery(null, null, null, "C3", null, null, null, null, 400);
        java.util.List<Long> seen = new java.util.ArrayList<>();
        for (var page = reader.terminations(query); !page.isEmpty(); ) {
            page.forEach(termination -> seen.add(termination.sequence()));
            page = reader.terminations(new TerminationQuery(
                    null,
                    null,
                    null,
                    "C3",
                    null,
                    null,
                    null,
                    page.get(page.size() - 1).sequence(),
                    400));
        }

        assertThat(seen)
                .doesNotHaveDuplicates()
                .hasSize(TERMINATIONS / 12 + 1)
                .isSortedAccordingTo((a, b) -> Long.compare(b, a));
    }

    private String explain(Statement statement) {
        try (Connection connection = RawSql.ofStore(folder.resolve("state"));
                Handle handle = Jdbi.open(connection)) {
            return handle.createQuery("EXPLAIN ANALYZE " + statement.sql())
                    .bindMap(statement.values())
                    .mapTo(String.class)
                    .one();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** H2 notes {@code scanCount: N} for every table of the plan. */
    private static int rowsRead(String plan) {
        return java.util.regex.Pattern.compile("scanCount: (\\d+)")
                .matcher(plan)
                .results()
                .mapToInt(count -> Integer.parseInt(count.group(1)))
                .sum();
    }

    private static TerminationQuery query(
            Integer pid, String component, TerminationResult outcome, String run, Instant until) {
        return new TerminationQuery(
                until == null ? null : BEGINNING.plusSeconds(30), until, pid, component, outcome, null, run, null, 50);
    }

    private static TerminationQuery signal(io.tekton.sharedservices.journal.TerminationSignal signal) {
        return new TerminationQuery(null, null, null, null, null, signal, null, null, 50);
    }

    private static TerminationQuery origin(String user, String program, String rule, String owner) {
        return new TerminationQuery(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                50,
                true,
                new TerminationQuery.Origin(user, program, rule, owner));
    }

    private static TerminationQuery following(TerminationQuery query, Long before) {
        return new TerminationQuery(
                query.since(),
                query.until(),
                query.pid(),
                query.component(),
                query.outcome(),
                query.signal(),
                query.runId(),
                before,
                query.limit(),
                query.rehearsals(),
                query.origin());
    }
}
