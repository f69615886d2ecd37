package io.tekton.sharedservices.store.record;

import static io.tekton.sharedservices.store.Records.BOOT;
import static io.tekton.sharedservices.store.Records.HOST;
import static io.tekton.sharedservices.store.Records.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.journal.query.TrendQuery;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.chain.Table;
import io.tekton.sharedservices.store.sql.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every statement that the program can make of the files in {@code sql/queries}, with values of the types it binds. */
final class Statements {
    private static final Path FOLDER = Path.of("sql/queries");
    private static final Instant LATE = START.plus(Duration.ofDays(29));

    /** These run against {@link EveryRecord}. */
    private static final Map<String, Object> VALUES = Map.ofEntries(
            Map.entry("host", HOST),
            Map.entry("job", "orphan-cleanup"),
            Map.entry("id", "run-027"),
            Map.entry("runId", "run-027"),
            Map.entry("first", "run-000"),
            Map.entry("last", "run-999"),
            Map.entry("pid", 12),
            Map.entry("startTicks", 1_012L),
            Map.entry("bootId", BOOT),
            Map.entry("sequence", 1_000L),
            Map.entry("limit", 7),
            Map.entry("path", "/srv/tekton/a.json"),
            Map.entry("at", Rows.time(LATE)),
            Map.entry("since", Rows.time(START)),
            Map.entry("until", Rows.time(LATE.plusSeconds(86_400))),
            Map.entry("before", Rows.time(LATE)),
            Map.entry("auditBefore", Rows.time(LATE.minusSeconds(86_400))),
            Map.entry("heldBefore", Rows.time(LATE.minusSeconds(7 * 86_400))),
            Map.entry("shipped", 100L),
            Map.entry("epoch", "0a"),
            Map.entry("lastVerdict", 4_711L),
            Map.entry("installation", "an-installation"),
            Map.entry("hash", "00"));

    /** Where a file has conditions: which of them the program asks together. {@link PageQuery} makes the pages. */
    private static final Map<String, List<Set<String>>> WORDS = Map.of(
            "head-of-chain", List.of(Set.of(), Set.of("writing")),
            "leftover-actions", List.of(Set.of("run"), Set.of("open"), Set.of("kept")),
            "terminations-as-judged", List.of(Set.of("run", "unresolved"), Set.of("host", "unresolved")),
            "was-run-skipped-since", List.of(Set.of(), Set.of("since")),
            "which-others-may-go",
                    Table.THAT_AGE.stream().map(table -> Set.of(table.sql())).toList(),
            "which-runs-may-go",
                    List.of(
                            Set.of("well", "forever"),
                            Set.of("well", "audit"),
                            Set.of("failed", "forever"),
                            Set.of("failed", "audit")));

    /** Whose own values differ from the others'. */
    private static final Map<String, Map<String, Object>> OF_ITS_OWN = Map.of(
            "first-run-of-boot-since", Map.of("since", 1L),
            "sync-of-run", Map.of("runId", "run-024"),
            "config-changes-of-run", Map.of("runId", "run-024"),
            "repetitions-of-run", Map.of("runId", "run-101"),
            "events-after", Map.of("sequence", 100L),
            "open-intervention", Map.of("sequence", 9L),
            "terminations-as-judged", Map.of("runId", "run-027"));

    private Statements() {}

    /** One statement, ready to be carried out. */
    record Asked(String name, String sql, Map<String, Object> values) {
        Asked {
            values = values.entrySet().stream()
                    .filter(value -> Pattern.compile(":" + value.getKey() + "\\b")
                            .matcher(sql)
                            .find())
                    .collect(HashMap::new, (map, value) -> map.put(value.getKey(), value.getValue()), Map::putAll);
        }

        boolean reads() {
            return sql.startsWith("SELECT");
        }
    }

    static List<Asked> all(Store store) throws IOException {
        Map<String, Asked> all = new LinkedHashMap<>();
        for (Asked asked : Stream.of(plain(store), runPages(), terminationPages())
                .flatMap(List::stream)
                .toList()) {
            all.putIfAbsent(asked.sql(), asked);
        }
        return List.copyOf(all.values());
    }

    private static List<Asked> plain(Store store) throws IOException {
        List<String> names;
        try (Stream<Path> files = Files.list(FOLDER)) {
            names = files.map(file -> file.getFileName().toString().replace(".sql", ""))
                    .sorted()
                    .toList();
        }
        List<Asked> all = new ArrayList<>();
        for (String name : names) {
            Sql query = Sql.query(name);
            boolean page = name.equals("which-runs") || name.equals("which-terminations");
            assertThat(query.text().contains(" -- if "))
                    .as("the conditions of %s are listed in this test", name)
                    .isEqualTo(page || WORDS.containsKey(name));
            for (Set<String> words : page ? List.<Set<String>>of() : WORDS.getOrDefault(name, List.of(Set.of()))) {
                all.add(new Asked(name, query.with(words), values(name, store)));
            }
        }
        return all;
    }

    private static Map<String, Object> values(String name, Store store) {
        Map<String, Object> values = new HashMap<>(VALUES);
        values.putAll(OF_ITS_OWN.getOrDefault(name, Map.of()));
        if (name.equals("add-event")) {
            AuditEvent any = store.auditReader().eventsAfter(100, 1).get(0);
            values.putAll(Rows.of(any));
            values.put("sequence", 1_000_000L);
        }
        if (name.equals("hash-of-event")) {
            values.put(
                    "sequence", store.auditReader().eventsAfter(100, 1).get(0).sequence());
        }
        if (name.equals("trend-of-runs")) {
            values.putAll(Trends.values(
                    new TrendQuery("orphan-cleanup", START, LATE.plus(Duration.ofDays(9)), Duration.ofHours(7))));
        }
        return values;
    }

    private static List<Asked> runPages() {
        List<Asked> pages = new ArrayList<>();
        for (boolean[] given : choices(7)) {
            Instant since = given[2] ? START.plus(Duration.ofDays(3)) : null;
            RunQuery query = new RunQuery(
                    given[0] ? "orphan-cleanup" : null,
                    given[1] ? RunOutcome.SUCCEEDED : null,
                    since,
                    given[3] ? LATE.plus(Duration.ofDays(2)) : null,
                    given[4] ? "run-029" : null,
                    7,
                    given[6] ? HOST : null);
            boolean repeated = given[5] && since != null;
            pages.add(asked(
                    "which-runs",
                    PageQuery.statement(
                            query, given[4] ? LATE : null, repeated ? START.plus(Duration.ofDays(2)) : null)));
        }
        return pages;
    }

    private static List<Asked> terminationPages() {
        List<Asked> pages = new ArrayList<>();
        for (boolean[] given : choices(9)) {
            for (TerminationSignal signal :
                    new TerminationSignal[] {null, TerminationSignal.TERM, TerminationSignal.KILL}) {
                TerminationQuery query = new TerminationQuery(
                        given[0] ? START : null,
                        given[1] ? LATE.plus(Duration.ofDays(2)) : null,
                        given[2] ? 12 : null,
                        given[3] ? "Apollo" : null,
                        given[4] ? TerminationResult.TERMINATED : null,
                        signal,
                        given[5] ? "run-027" : null,
                        given[6] ? 1_000L : null,
                        7,
                        given[7],
                        given[8]
                                ? new TerminationQuery.Origin("op", "python3", "specialist", "agent")
                                : TerminationQuery.Origin.ANY);
                Instant before = given[6] ? LATE : null;
                pages.add(asked("which-terminations", PageQuery.statement(query, before)));
                if (!given[3] && !given[7]) {
                    pages.add(asked("which-terminations", PageQuery.statement(query.of(HOST), before)));
                }
            }
        }
        return pages;
    }

    private static Asked asked(String name, PageQuery.Statement statement) {
        return new Asked(name, statement.sql(), statement.values());
    }

    private static List<boolean[]> choices(int of) {
        List<boolean[]> all = new ArrayList<>();
        for (int bits = 0; bits < 1 << of; bits++) {
            boolean[] given = new boolean[of];
            for (int i = 0; i < of; i++) {
                given[i] = (bits >> i & 1) == 1;
            }
            all.add(given);
        }
        return all;
    }
}
