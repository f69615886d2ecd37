package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Repetition;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.process.ProcessFacts.Memory;
import io.tekton.sharedservices.process.ProcessFacts.Use;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** How records become rows and rows become records. */
public final class Rows {
    public static final RowMapper<Run> RUN = (rows, context) -> sound("run", rows, Rows::run);
    public static final RowMapper<RecordedVerdict> VERDICT = (rows, context) -> sound("verdict", rows, Rows::verdict);
    public static final RowMapper<Termination> TERMINATION =
            (rows, context) -> sound("termination", rows, Rows::termination);
    public static final RowMapper<AuditEvent> EVENT = (rows, context) -> sound("event", rows, Rows::event);

    private static final int KEY_LENGTH = 200;

    private Rows() {}

    public static OffsetDateTime time(Instant time) {
        return Facts.onRecord(time).atOffset(ZoneOffset.UTC);
    }

    public static @Nullable OffsetDateTime timeOrNull(@Nullable Instant time) {
        return time == null ? null : time(time);
    }

    private static @Nullable String name(@Nullable Enum<?> value) {
        return value == null ? null : value.name();
    }

    /** What a component is found by: lower case, and cut so that every database can index it. */
    public static @Nullable String componentKey(@Nullable String component) {
        if (component == null) {
            return null;
        }
        String key = component.toLowerCase(Locale.ROOT);
        return key.length() <= KEY_LENGTH ? key : key.substring(0, KEY_LENGTH);
    }

    public static Map<String, @Nullable Object> of(Run run) {
        Map<String, @Nullable Object> row = ended(run);
        row.put("job", run.job());
        row.put("host", run.host());
        row.put("bootId", run.bootId());
        row.put("bootMillis", run.bootMillis());
        row.put("beganBy", run.trigger().name());
        row.put("actor", run.actor());
        row.put("dryRun", run.dryRun());
        row.put("startedAt", time(run.startedAt()));
        return row;
    }

    /** What a run's end changes. */
    public static Map<String, @Nullable Object> ended(Run run) {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("id", run.id());
        row.put("finishedAt", timeOrNull(run.finishedAt()));
        row.put("outcome", run.outcome().name());
        row.put("reason", run.reason());
        row.put("message", run.message());
        row.put("scanned", run.counts().scanned());
        row.put("matched", run.counts().matched());
        row.put("orphans", run.counts().orphans());
        row.put("spared", run.counts().spared());
        row.put("terminated", run.counts().terminated());
        row.put("killed", run.counts().killed());
        row.put("failed", run.counts().failed());
        return row;
    }

    public static Map<String, @Nullable Object> of(String runId, ProcessIdentity process) {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("runId", runId);
        row.put("bootId", process.bootId());
        row.put("pid", process.pid());
        row.put("startTicks", process.startTicks());
        return row;
    }

    public static Map<String, @Nullable Object> of(Run run, RecordedVerdict verdict) {
        Map<String, @Nullable Object> row = of(run.id(), verdict.identity());
        row.put("host", run.host());
        row.put("processStartedAt", time(verdict.startedAt()));
        row.put("parentPid", verdict.parentPid());
        row.put("ownerName", verdict.user());
        row.put("component", verdict.component());
        row.put("command", verdict.command());
        row.put("lineage", verdict.lineage());
        row.put("ageSeconds", verdict.ageSeconds());
        row.put("matchRule", verdict.match());
        row.put("decision", verdict.decision().name());
        row.put("verdictRule", verdict.rule());
        row.put("explanation", verdict.explanation());
        row.put("result", name(verdict.result()));
        row.put("waitMillis", verdict.waitMillis());
        Memory memory = verdict.use().memory();
        row.put("memoryBytes", memory == null ? null : memory.bytes());
        row.put("memoryKind", memory == null ? null : memory.kind().name());
        row.put("cpuMillis", verdict.cpuMillis());
        return row;
    }

    public static Map<String, @Nullable Object> of(AuditEvent event) {
        Map<String, @Nullable Object> row = new HashMap<>();
        ProcessIdentity process = event.process();
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

    interface Reading<T> {
        T of(ResultSet rows) throws SQLException;
    }

    /** A row that this program cannot have written is a fault of the store, not of the caller. */
    static <T> T sound(String what, ResultSet rows, Reading<T> reading) throws SQLException {
        try {
            return reading.of(rows);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new AuditException(
                    "a " + what + " in the store is not as this program writes it: " + e.getMessage(), e);
        }
    }

    private static Run run(ResultSet rows) throws SQLException {
        return new Run(
                rows.getString("id"),
                rows.getString("job"),
                rows.getString("host"),
                rows.getString("boot_id"),
                rows.getLong("boot_millis"),
                Trigger.valueOf(rows.getString("began_by")),
                rows.getString("actor"),
                rows.getBoolean("dry_run"),
                instant(rows, "started_at"),
                instantOrNull(rows, "finished_at"),
                RunOutcome.valueOf(rows.getString("outcome")),
                rows.getString("reason"),
                rows.getString("message"),
                new RunCounts(
                        rows.getInt("scanned"),
                        rows.getInt("matched"),
                        rows.getInt("orphans"),
                        rows.getInt("spared"),
                        rows.getInt("terminated"),
                        rows.getInt("killed"),
                        rows.getInt("failed")),
                repetition(rows));
    }

    private static @Nullable Repetition repetition(ResultSet rows) throws SQLException {
        int count = rows.getInt("repeats");
        return count == 0
                ? null
                : new Repetition(
                        count,
                        instant(rows, "repeated_at"),
                        rows.getString("repeated_boot_id"),
                        rows.getLong("repeated_boot_millis"));
    }

    private static RecordedVerdict verdict(ResultSet rows) throws SQLException {
        String result = rows.getString("result");
        return new RecordedVerdict(
                new ProcessIdentity(rows.getString("boot_id"), rows.getInt("pid"), rows.getLong("start_ticks")),
                instant(rows, "process_started_at"),
                rows.getInt("parent_pid"),
                rows.getString("owner_name"),
                rows.getString("component"),
                rows.getString("command"),
                rows.getString("lineage"),
                rows.getLong("age_seconds"),
                rows.getString("match_rule"),
                Decision.valueOf(rows.getString("decision")),
                rows.getString("verdict_rule"),
                rows.getString("explanation"),
                result == null ? null : TerminationResult.valueOf(result),
                rows.getObject("wait_millis", Long.class),
                use(rows));
    }

    private static Use use(ResultSet rows) throws SQLException {
        Long bytes = rows.getObject("memory_bytes", Long.class);
        String kind = rows.getString("memory_kind");
        Long millis = rows.getObject("cpu_millis", Long.class);
        if ((bytes == null) != (kind == null)) {
            throw new IllegalArgumentException("it has memory without its kind, or a kind without memory");
        }
        return new Use(
                bytes == null || kind == null ? null : new Memory(bytes, Memory.Kind.valueOf(kind)),
                millis == null ? null : Duration.ofMillis(millis));
    }

    private static Termination termination(ResultSet rows) throws SQLException {
        List<TerminationSignal> signals = new ArrayList<>();
        if (rows.getBoolean("had_term")) {
            signals.add(TerminationSignal.TERM);
        }
        if (rows.getBoolean("had_kill")) {
            signals.add(TerminationSignal.KILL);
        }
        return new Termination(
                rows.getLong("sequence"),
                rows.getString("run_id"),
                rows.getString("host"),
                rows.getBoolean("dry_run"),
                verdict(rows),
                instant(rows, "requested_at"),
                instantOrNull(rows, "finished_at"),
                signals,
                rows.getString("detail"));
    }

    private static AuditEvent event(ResultSet rows) throws SQLException {
        String processBoot = rows.getString("process_boot_id");
        if (processBoot == null && (rows.getObject("pid") != null || rows.getObject("start_ticks") != null)) {
            throw new IllegalArgumentException("it names half a process");
        }
        return new AuditEvent(
                rows.getString("host"),
                rows.getLong("sequence"),
                EventKind.valueOf(rows.getString("kind")),
                rows.getString("run_id"),
                rows.getString("boot_id"),
                processBoot == null
                        ? null
                        : new ProcessIdentity(processBoot, rows.getInt("pid"), rows.getLong("start_ticks")),
                instant(rows, "happened_at"),
                rows.getString("facts"),
                rows.getString("hash"));
    }

    public static Instant instant(ResultSet rows, String column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }

    public static @Nullable Instant instantOrNull(ResultSet rows, String column) throws SQLException {
        OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
