package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.sql.Sql;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Pages of runs and terminations. The statement has only the given conditions. The order names the column of the most
 * selective condition first, so a page is read from one index and its cost depends only on its size.
 */
public final class PageQuery {
    private final Set<String> words = new HashSet<>();
    private final Map<String, Object> values = new HashMap<>();

    private PageQuery() {}

    /** A statement and its parameters. */
    record Statement(String sql, Map<String, Object> values) {}

    public static List<Run> runs(Handle handle, RunQuery query) {
        Instant before = null;
        if (query.beforeId() != null) {
            Optional<Instant> start = Sql.query("when-did-run-start")
                    .on(handle)
                    .bind("id", query.beforeId())
                    .mapTo(Instant.class)
                    .findOne();
            if (start.isEmpty()) {
                return List.of();
            }
            before = start.get();
        }
        Instant since = query.since();
        Instant earliest = since == null
                ? null
                : Sql.query("first-run-repeated-since")
                        .on(handle)
                        .bind("since", Rows.time(since))
                        .mapTo(Instant.class)
                        .findOne()
                        .filter(start -> start.isBefore(since))
                        .orElse(null);
        Statement statement = statement(query, before, earliest);
        return handle.createQuery(statement.sql())
                .bindMap(statement.values())
                .map(Rows.RUN)
                .list();
    }

    public static List<Termination> terminations(Handle handle, TerminationQuery query) {
        Instant before = null;
        if (query.beforeSequence() != null) {
            Optional<Instant> request = Sql.query("when-was-termination-requested")
                    .on(handle)
                    .bind("sequence", query.beforeSequence())
                    .mapTo(Instant.class)
                    .findOne();
            if (request.isEmpty()) {
                return List.of();
            }
            before = request.get();
        }
        Statement statement = statement(query, before);
        return handle.createQuery(statement.sql())
                .bindMap(statement.values())
                .map(Rows.TERMINATION)
                .list();
    }

    static Statement statement(RunQuery query, @Nullable Instant before) {
        return statement(query, before, null);
    }

    /** @param earliest the start of the first run that was repeated since; null where none began before that */
    static Statement statement(RunQuery query, @Nullable Instant before, @Nullable Instant earliest) {
        PageQuery page = new PageQuery();
        page.given("host", "host", query.host());
        page.given("job", "job", query.job());
        page.given(
                "outcome",
                "outcome",
                query.outcome() == null ? null : query.outcome().name());
        page.given("since", "since", Rows.timeOrNull(earliest == null ? query.since() : earliest));
        page.given("repeated", "repeatedSince", earliest == null ? null : Rows.timeOrNull(query.since()));
        page.given("until", "until", Rows.timeOrNull(query.until()));
        page.given("before", "beforeTime", Rows.timeOrNull(before));
        page.given("before", "beforeId", before == null ? null : query.beforeId());
        page.orderBy("host", "outcome", "job");
        return page.statement("which-runs", query.limit());
    }

    static Statement statement(TerminationQuery query, @Nullable Instant before) {
        PageQuery page = new PageQuery();
        if (!query.rehearsals()) {
            page.words.add("live");
        }
        page.given("run", "runId", query.runId());
        page.given("host", "host", query.host());
        page.given("pid", "pid", query.pid());
        page.given("component", "componentKey", Rows.componentKey(query.component()));
        page.given(
                "outcome",
                "outcome",
                query.outcome() == null ? null : query.outcome().name());
        page.given("user", "user", Rows.key(query.origin().user()));
        page.given("program", "program", Rows.key(query.origin().program()));
        page.given("rule", "rule", Rows.key(query.origin().rule()));
        page.given("owner", "owner", Rows.key(query.origin().owner()));
        if (query.signal() != null) {
            page.words.add(query.signal() == TerminationSignal.KILL ? "kill" : "term");
        }
        page.given("since", "since", Rows.timeOrNull(query.since()));
        page.given("until", "until", Rows.timeOrNull(query.until()));
        page.given("before", "beforeTime", Rows.timeOrNull(before));
        page.given("before", "beforeSequence", before == null ? null : query.beforeSequence());
        page.orderBy("run", "host", "pid", "component", "program", "rule", "owner", "user", "outcome", "kill", "term");
        return page.statement("which-terminations", query.limit());
    }

    private void given(String word, String name, @Nullable Object value) {
        if (value != null) {
            words.add(word);
            values.put(name, value);
        }
    }

    /** @param mostTellingFirst of those that are given, the first leads the order */
    private void orderBy(String... mostTellingFirst) {
        for (String word : mostTellingFirst) {
            if (words.contains(word)) {
                words.add("by-" + word);
                return;
            }
        }
    }

    private Statement statement(String name, int limit) {
        values.put("limit", limit);
        return new Statement(Sql.query(name).with(words), values);
    }
}
