package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.codec.RunCodecs;
import io.tekton.sharedservices.store.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of what one configuration sync planned, within one transaction. */
public final class SyncRows {
    private final Handle handle;
    private final String runId;

    public SyncRows(Handle handle, String runId) {
        this.handle = handle;
        this.runId = runId;
    }

    /** @throws io.tekton.sharedservices.journal.AuditException if a row is none that this program can have written */
    public Optional<SyncRecord> read() {
        List<ConfigChange> changes = Sql.query("config-changes-of-run")
                .on(handle)
                .bind("runId", runId)
                .map(Rows.as("configuration change", RunCodecs.CHANGE))
                .list();
        return Sql.query("sync-of-run")
                .on(handle)
                .bind("runId", runId)
                .map((rows, context) -> new SyncRecord(
                        instantOrNull(rows), rows.getString("file"), changes, rows.getString("difference")))
                .findOne();
    }

    /**
     * By run, of those between the first and the last of these in the order of ids; a run without changes is left out.
     */
    public static Map<String, Integer> numbersOfChanges(Handle handle, List<String> runIds) {
        Map<String, Integer> numbers = new HashMap<>();
        if (!runIds.isEmpty()) {
            Sql.query("how-many-config-changes")
                    .on(handle)
                    .bind("first", Collections.min(runIds))
                    .bind("last", Collections.max(runIds))
                    .map((rows, context) -> numbers.put(rows.getString("run_id"), rows.getInt("changes")))
                    .list();
        }
        return numbers;
    }

    private static @Nullable Instant instantOrNull(ResultSet rows) throws SQLException {
        return Rows.instantOrNull(rows, "flagged_at");
    }
}
