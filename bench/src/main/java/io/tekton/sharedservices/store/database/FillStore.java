package io.tekton.sharedservices.store.database;

import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.sql.StoreFiles;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;

/** {@code FillStore STATE-FOLDER TERMINATIONS RUNS}: a store as after years, made at once. Its chain stays empty. */
public final class FillStore {
    private FillStore() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        int terminations = Integer.parseInt(arguments[1]);
        int runs = Integer.parseInt(arguments[2]);
        StoreSettings settings = new StoreSettings(folder, Duration.ZERO, "bench");
        Store.open(settings, Clock.systemUTC()).close();
        StoreFiles files = new StoreFiles(folder.toRealPath());
        try (Connection connection = H2.ofStore(files, StorePassword.read(files)).make();
                Statement sql = connection.createStatement()) {
            fill(sql, terminations, runs);
        }
    }

    private static void fill(Statement sql, int terminations, int runs) throws SQLException {
        sql.execute("""
                INSERT INTO run (sequence, repeats, id, job, host, boot_id, boot_millis, began_by, actor, dry_run, started_at, finished_at,
                                 outcome, scanned, matched, orphans, spared, terminated, killed, failed)
                SELECT x, 0, 'run-' || LPAD(x, 6, '0'), 'orphan-cleanup', 'bench', 'boot', 1, 'SCHEDULE', 'daemon', FALSE,
                       DATEADD(HOUR, x, TIMESTAMP WITH TIME ZONE '2020-01-01 00:00:00+00'),
                       DATEADD(HOUR, x, TIMESTAMP WITH TIME ZONE '2020-01-01 00:00:00+00'),
                       CASE MOD(x, 10) WHEN 0 THEN 'FAILED' ELSE 'SUCCEEDED' END, 400, 110, 100, 10, 66, 33, 1
                FROM SYSTEM_RANGE(0, %d)""".formatted(runs - 1));
        sql.execute("""
                INSERT INTO verdict (sequence, run_id, host, boot_id, pid, start_ticks, started_at, parent_pid, owner_name,
                                     component, command, lineage, age_seconds, match_rule, decision, verdict_rule, explanation)
                SELECT x + 1, 'run-' || LPAD(x / %d, 6, '0'), 'bench', 'boot', 1 + MOD(x * 7, 32768), x,
                       TIMESTAMP WITH TIME ZONE '2020-01-01 00:00:00+00', 1, 'op', 'c' || MOD(x, 18),
                       'python3 /srv/tekton/shared/ai/tekton_ai_specialist.py --component c' || MOD(x, 18), '1 systemd', 9000,
                       'specialist', 'ORPHAN', 'unregistered', 'no registry knows its pid or its name'
                FROM SYSTEM_RANGE(0, %d)""".formatted(terminations / runs, terminations - 1));
        sql.execute("""
                INSERT INTO termination (sequence, run_id, host, boot_id, dry_run, pid, start_ticks, component_key, owner_name, program, match_rule,
                                         requested_at, finished_at, had_term, had_kill, result, wait_millis)
                SELECT sequence, run_id, host, boot_id, FALSE, pid, start_ticks, component, owner_name, 'python3', match_rule,
                       DATEADD(MINUTE, sequence / 2, TIMESTAMP WITH TIME ZONE '2020-01-01 00:00:00+00'),
                       DATEADD(MINUTE, sequence / 2, TIMESTAMP WITH TIME ZONE '2020-01-01 00:00:00+00'), TRUE,
                       MOD(sequence, 3) = 0, CASE WHEN MOD(sequence, 1000) = 1 THEN 'SURVIVED' WHEN MOD(sequence, 3) = 0 THEN 'KILLED'
                       ELSE 'TERMINATED' END, 12
                FROM verdict ORDER BY sequence""");
        sql.execute("ANALYZE");
        sql.execute("SHUTDOWN COMPACT");
    }
}
