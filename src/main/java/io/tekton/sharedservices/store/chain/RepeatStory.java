package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import io.tekton.sharedservices.store.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What the chain says about repeated runs, to be compared with their rows after the whole chain was read. */
final class RepeatStory {
    /** The newest of each run that was repeated, by its id. */
    private final Map<String, AuditEvent> newest = new HashMap<>();

    /** The run that the event says is no record of its own. */
    static String folded(AuditEvent event) {
        return String.valueOf(Facts.read(event.facts()).get("run"));
    }

    /** @return what is wrong with the event in its place */
    @Nullable
    Broken accept(AuditEvent event) {
        AuditEvent before = newest.put(event.runId(), event);
        int number = before == null ? 1 : number(before) + 1;
        return number(event) == number
                ? null
                : new Broken(
                        event.sequence(),
                        "it is repetition " + number + " of run " + event.runId() + " and says that it is another");
    }

    private static int number(AuditEvent event) {
        String text = Facts.read(event.facts()).get("repeats");
        return text == null || !text.matches("[0-9]{1,9}") ? -1 : Integer.parseInt(text);
    }

    /** @param end the sequence behind the last event, for a row without an event */
    @Nullable
    Broken compare(Handle handle, String host, long end) {
        Map<String, Map<String, String>> rows = new HashMap<>();
        handle.createQuery(Sql.query("repeated-runs").plain())
                .bind("host", host)
                .map((row, context) -> Map.entry(row.getString("id"), facts(row)))
                .forEach(row -> rows.put(row.getKey(), row.getValue()));
        for (AuditEvent event : newest.values()) {
            Map<String, String> row = rows.remove(event.runId());
            Map<String, String> recorded = Facts.read(event.facts());
            if (row == null
                    || !row.entrySet().stream().allMatch(fact -> fact.getValue().equals(recorded.get(fact.getKey())))) {
                return new Broken(
                        event.sequence(),
                        "the row of run " + event.runId() + " does not say how often it was repeated");
            }
        }
        return rows.keySet().stream()
                .min(String::compareTo)
                .map(run -> new Broken(end, "run " + run + " is repeated, but has no event for it"))
                .orElse(null);
    }

    private static Map<String, String> facts(ResultSet row) throws SQLException {
        return Map.of(
                "repeats", String.valueOf(row.getInt("repeats")),
                "startedAt", String.valueOf(Rows.instantOrNull(row, "repeated_at")),
                "runBoot", Objects.requireNonNullElse(row.getString("repeated_boot_id"), ""),
                "bootMillis", String.valueOf(row.getObject("repeated_boot_millis", Long.class)));
    }
}
