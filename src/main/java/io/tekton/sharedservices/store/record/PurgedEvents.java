package io.tekton.sharedservices.store.record;

import io.tekton.sharedservices.journal.query.PurgedRange;
import io.tekton.sharedservices.store.sql.Sql;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Takes events out of the journal, within one transaction. */
final class PurgedEvents {
    private PurgedEvents() {}

    /**
     * @param names the run ids, or names of no run, that the events have
     * @return the ranges of the events that went
     */
    static List<PurgedRange> forget(Handle handle, List<String> names) {
        SortedMap<Long, String> links = new TreeMap<>();
        names.forEach(name -> links.putAll(linksOf(handle, name)));
        PreparedBatch batch =
                handle.prepareBatch(Sql.query("purge-events-of-run").plain());
        names.forEach(name -> batch.add(Map.of("runId", name)));
        batch.execute();
        return PurgedRange.of(links);
    }

    /** Sequence and hash of the events that have this name. */
    static Map<Long, String> linksOf(Handle handle, String name) {
        Map<Long, String> links = new HashMap<>();
        Sql.query("links-of-run")
                .on(handle)
                .bind("runId", name)
                .map((rows, context) -> Map.entry(rows.getLong("sequence"), rows.getString("hash")))
                .forEach(link -> links.put(link.getKey(), link.getValue()));
        return links;
    }
}
