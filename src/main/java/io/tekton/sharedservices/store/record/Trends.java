package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.journal.query.Leak;
import io.tekton.sharedservices.journal.query.TrendQuery;
import io.tekton.sharedservices.journal.query.TrendStep;
import io.tekton.sharedservices.store.chain.Rows;
import io.tekton.sharedservices.store.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Sums over runs, made by the database. */
public final class Trends {
    private Trends() {}

    static List<TrendStep> of(Handle handle, TrendQuery query) {
        return Sql.query("trend-of-runs")
                .on(handle)
                .bindMap(values(query))
                .map((rows, context) -> step(rows, query))
                .list();
    }

    static Map<String, Object> values(TrendQuery query) {
        Map<String, Object> values = new HashMap<>();
        values.put("job", query.job());
        values.put("since", Rows.time(query.since()));
        values.put("until", Rows.time(query.until()));
        values.put("sinceSecond", query.since().getEpochSecond());
        values.put("stepSeconds", query.step().toSeconds());
        return values;
    }

    private static TrendStep step(ResultSet rows, TrendQuery query) throws SQLException {
        return new TrendStep(
                query.since().plus(query.step().multipliedBy(rows.getInt("step"))),
                rows.getLong("runs"),
                rows.getLong("orphans"),
                rows.getLong("dry_orphans"),
                rows.getLong("spared"),
                rows.getLong("terminated"),
                rows.getLong("killed"),
                rows.getLong("failed"));
    }

    /** What live runs decided to end in this time, by its origin; in no order. */
    public static List<Leak> leaks(Handle handle, Instant since, Instant until) {
        return Sql.query("who-leaks")
                .on(handle)
                .bind("since", Rows.time(since))
                .bind("until", Rows.time(until))
                .map((rows, context) -> new Leak(
                        rows.getString("component_key"),
                        rows.getString("owner_name"),
                        rows.getString("program"),
                        rows.getString("match_rule"),
                        rows.getString("ended_owner"),
                        rows.getLong("terminations"),
                        rows.getLong("ended"),
                        rows.getLong("memory_bytes")))
                .list();
    }
}
