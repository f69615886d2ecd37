package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.codec.RunCodecs;
import io.tekton.sharedservices.journal.codec.VerdictCodecs;
import io.tekton.sharedservices.json.RecordCodec;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.text.Causes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** How records become rows and rows become records. */
public final class Rows {
    public static final RowMapper<Run> RUN = as("run", RunCodecs.WHOLE_RUN);
    public static final RowMapper<RecordedVerdict> VERDICT = as("verdict", VerdictCodecs.VERDICT);
    public static final RowMapper<Termination> TERMINATION = as("termination", VerdictCodecs.TERMINATION);
    public static final RowMapper<AuditEvent> EVENT = (rows, context) -> sound("event", rows, Rows::event);

    private static final int KEY_LENGTH = 200;

    private Rows() {}

    public static OffsetDateTime time(Instant time) {
        return Facts.onRecord(time).atOffset(ZoneOffset.UTC);
    }

    public static @Nullable OffsetDateTime timeOrNull(@Nullable Instant time) {
        return time == null ? null : time(time);
    }

    /** What a component is found by: lower case, and cut so that every database can index it. */
    public static @Nullable String componentKey(@Nullable String component) {
        return component == null ? null : key(component.toLowerCase(Locale.ROOT));
    }

    /** What a text is found by: cut so that every database can index it. */
    public static @Nullable String key(@Nullable String text) {
        return text == null || text.length() <= KEY_LENGTH ? text : text.substring(0, KEY_LENGTH);
    }

    /** The file name of what was started: the first word of the command line, without its folder. */
    static String program(String command) {
        int space = command.indexOf(' ');
        String first = space < 0 ? command : command.substring(0, space);
        return first.substring(first.lastIndexOf('/') + 1);
    }

    public static Map<String, @Nullable Object> of(String runId, ProcessIdentity process) {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("runId", runId);
        row.put("bootId", process.bootId());
        row.put("pid", process.pid());
        row.put("startTicks", process.startTicks());
        return row;
    }

    public static Map<String, @Nullable Object> of(AuditEvent event) {
        Map<String, @Nullable Object> row = new HashMap<>();
        ProcessIdentity process = event.process();
        row.put("installation", event.installation());
        row.put("epoch", event.epoch());
        row.put("host", event.host());
        row.put("sequence", event.sequence());
        row.put("kind", event.kind().name());
        row.put("runId", event.runId());
        row.put("bootId", event.bootId());
        row.put("processBootId", process == null ? null : process.bootId());
        row.put("pid", process == null ? null : process.pid());
        row.put("startTicks", process == null ? null : process.startTicks());
        row.put("happenedAt", time(event.at()));
        row.put("facts", event.facts());
        row.put("hash", event.hash());
        return row;
    }

    /** @param what is in such a row, for people */
    public static <T extends Record> RowMapper<T> as(String what, RecordCodec<T> codec) {
        return (rows, context) -> sound(what, rows, row -> codec.read(new ReadRow(row)));
    }

    interface Reading<T> {
        T of(ResultSet rows) throws SQLException;
    }

    /** A row that this program cannot have written is a fault of the store, not of the caller. */
    static <T> T sound(String what, ResultSet rows, Reading<T> reading) throws SQLException {
        try {
            return reading.of(rows);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new AuditException(
                    "a " + what + " in the store is not as this program writes it: " + Causes.of(e), e);
        }
    }

    /** By place, since a verification reads a million of them. */
    private static AuditEvent event(ResultSet rows) throws SQLException {
        String processBoot = rows.getString(8);
        if (processBoot == null && (rows.getObject(9) != null || rows.getObject(10) != null)) {
            throw new IllegalArgumentException("it names half a process");
        }
        return new AuditEvent(
                rows.getString(1),
                rows.getString(2),
                rows.getString(3),
                rows.getLong(4),
                EventKind.valueOf(rows.getString(5)),
                rows.getString(6),
                rows.getString(7),
                processBoot == null ? null : new ProcessIdentity(processBoot, rows.getInt(9), rows.getLong(10)),
                rows.getObject(11, OffsetDateTime.class).toInstant(),
                rows.getString(12),
                rows.getString(13));
    }

    public static Instant instant(ResultSet rows, String column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }

    public static @Nullable Instant instantOrNull(ResultSet rows, String column) throws SQLException {
        OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
